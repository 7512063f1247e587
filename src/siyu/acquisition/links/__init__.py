"""Acquisition links (获客助手): a link instead of a QR code, with places that tell where people came from."""
