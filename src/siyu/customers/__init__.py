"""Customers (客户): one person from several identities, with attributes (属性), tags (标签) and consent (授权)."""
