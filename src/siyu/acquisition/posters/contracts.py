"""What is printed: a template, its words and colours, and one picture a placement."""

from dataclasses import dataclass
from enum import StrEnum


class Template(StrEnum):
    """Built-in layouts at 300 dpi: a table card (A6 upright), a square sticker (10 cm), a shelf strip (A6 across)."""

    CARD = "card"
    STICKER = "sticker"
    STRIP = "strip"


class FileKind(StrEnum):
    """How a poster is handed out."""

    PNG = "png"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Layout:
    """An operator's layout. `colour` is #RRGGBB; `qr_percent` is the QR's edge in percent of the short side."""

    template: Template = Template.CARD
    title: str = "扫码添加专属顾问"
    line: str = "选购、配送、售后，都可以找我"
    colour: str = "#0f766e"
    qr_percent: int = 55
    show_name: bool = True


@dataclass(frozen=True, slots=True)
class Poster:
    """One poster to draw: the QR picture as it came from the vendor, whose brand, and the person's or store's name."""

    picture: bytes
    brand: str
    name: str
