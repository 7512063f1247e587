"""Attributes 属性: what a brand knows of its customers, typed by a registry."""
