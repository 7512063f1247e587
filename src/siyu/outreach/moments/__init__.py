"""Moments 朋友圈: planned here, published by each advisor in WeCom, watched until comments and likes are counted."""
