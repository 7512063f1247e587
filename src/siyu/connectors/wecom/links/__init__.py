"""Acquisition links 获客链接 at WeCom (p97297, p97298, p97375, p100130)."""
