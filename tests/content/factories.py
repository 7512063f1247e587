"""Files and pieces for tests of content."""

import io
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
JPG = b"\xff\xd8\xff\xe0" + b"\x00" * 40
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40
BASE = "/api/brands/golden"
LINK = {
    "url": "https://shop.example.com/oil",
    "description": "物理压榨",
    "image_url": "https://img.example.com/oil.png",
}


def upload(
    client: Any, kind: str, content: bytes, name: str = "菜籽油 海报.png", base: str = BASE, **fields: str
) -> Any:
    """This function will upload a file as a material."""
    files = {"file": (name, content, "application/octet-stream")}
    return client.post(f"{base}/materials/files", data={"kind": kind, **fields}, files=files)


def material(client: Any, kind: str = "text", title: str = "开箱说明", base: str = BASE, **body: str) -> Any:
    """This function will add a material without a file."""
    body = body or {"text": "开箱请检查瓶盖"}
    return client.post(f"{base}/materials", json={"kind": kind, "title": title, "category": "售后", "body": body})


def script(client: Any, title: str, text: str, base: str = BASE, **fields: Any) -> Any:
    """This function will add a script."""
    return client.post(f"{base}/scripts", json={"title": title, "text": text, **fields})


class Upload(io.BytesIO):
    """A file as a browser sends it."""
