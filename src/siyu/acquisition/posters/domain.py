"""Drawing posters with Pillow: three layouts, words that shrink until they fit, PNG and PDF at 300 dpi."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageColor, ImageDraw, ImageFont, UnidentifiedImageError

from siyu.acquisition.posters.contracts import FileKind, Layout, Poster, Template
from siyu.kit.errors import Invalid, Unavailable

DPI = 300
SIZES = {Template.CARD: (1240, 1748), Template.STICKER: (1182, 1182), Template.STRIP: (1748, 1240)}
QR_PIXELS_MAX = 4_000
QR_PERCENT = (30, 80)
WORDS_MAX = 40
INK, GREY, PAPER = (31, 35, 41), (100, 106, 115), (255, 255, 255)
FONT_SIZE_MIN = 12
# Files that hold simplified Chinese, with the face to use of a collection; Pillow looks where each system keeps fonts.
KNOWN_FONTS = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("NotoSansSC-Regular.ttf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("PingFang.ttc", 0),
    ("Hiragino Sans GB.ttc", 0),
    ("msyh.ttc", 0),
    ("simhei.ttf", 0),
)
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class PosterFontMissing(Unavailable):
    """No font with Chinese characters was found on the machine."""

    zh = "服务器上没有可用的中文字体，海报上的中文无法绘制"
    en = "This machine has no font with Chinese characters, so the poster's words cannot be drawn"
    fix_zh = "安装一款中文字体(如 fonts-noto-cjk),或用 SIYU_POSTER_FONT 指定字体文件"
    fix_en = "Install a Chinese font (fonts-noto-cjk, for example) or name a font file in SIYU_POSTER_FONT"


class BadPicture(Invalid):
    """The QR picture of a code cannot be read."""

    zh = "「{value}」的二维码图片无法读取"
    en = "The QR picture of {value!r} cannot be read"
    fix_zh = "稍后重试；若仍失败，请新建一个投放位置"
    fix_en = "Try again later; if it fails still, make another placement"


class BadLayout(Invalid):
    """A poster's words or numbers do not fit."""

    zh = "海报的「{field}」不正确：{value}"
    en = "Poster, {field}: {value!r} is not usable"
    fix_zh = f"文字最多 {WORDS_MAX} 字；颜色如 #0f766e;二维码占 {QR_PERCENT[0]}–{QR_PERCENT[1]}%"
    fix_en = f"Words up to {WORDS_MAX} characters; a colour like #0f766e; the QR {QR_PERCENT[0]}-{QR_PERCENT[1]} %"


@dataclass(frozen=True, slots=True)
class Box:
    """A line of words: centre (x, y), the widest and highest it may become, in pixels."""

    x: int
    y: int
    width: int
    height: int


def draw(poster: Poster, layout: Layout, font_file: str = "") -> Image.Image:
    """This function will draw one poster. Raises BadLayout, BadPicture, PosterFontMissing."""
    check(layout)
    words = f"{layout.title}{layout.line}{poster.brand}{poster.name}"
    fonts = _fonts(font_file, words)
    canvas = Image.new("RGB", SIZES[layout.template], PAPER)
    _LAYOUTS[layout.template](canvas, _qr(poster), poster, layout, fonts)
    return canvas


def render(posters: Sequence[Poster], layout: Layout, kind: FileKind, font_file: str = "") -> bytes:
    """This function will return one PNG, or a PDF with a page a poster. Raises as `draw`."""
    pages = [draw(poster, layout, font_file) for poster in posters]
    out = io.BytesIO()
    if kind is FileKind.PDF:
        pages[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    else:
        pages[0].save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def bundle(posters: Iterable[Poster], layout: Layout, kind: FileKind, font_file: str = "") -> bytes:
    """This function will return a ZIP with one file a poster, numbered and named after it. Raises as `draw`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, poster in enumerate(posters, 1):
            archive.writestr(
                f"{number:03d}-{_file_name(poster.name)}.{kind}", render([poster], layout, kind, font_file)
            )
    return out.getvalue()


def check(layout: Layout) -> None:
    """This function will raise BadLayout for words too long, a colour that is none, or a QR too small to scan."""
    for field, words in (("title", layout.title), ("line", layout.line)):
        if len(words) > WORDS_MAX:
            raise BadLayout(field=field, value=words)
    if not QR_PERCENT[0] <= layout.qr_percent <= QR_PERCENT[1]:
        raise BadLayout(field="qr_percent", value=layout.qr_percent)
    try:
        ImageColor.getrgb(layout.colour)
    except ValueError:
        raise BadLayout(field="colour", value=layout.colour) from None


def _file_name(name: str) -> str:
    return "".join(one if one.isalnum() or one in "-_ " else "_" for one in name)[:60].strip() or "code"


def _qr(poster: Poster) -> Image.Image:
    try:
        with Image.open(io.BytesIO(poster.picture)) as picture:
            if max(picture.size) > QR_PIXELS_MAX:
                raise BadPicture(field="picture", value=poster.name)
            return picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise BadPicture(field="picture", value=poster.name) from None


def _fonts(font_file: str, words: str) -> Callable[[int], Font]:
    """This function will return a maker of fonts by size. Raises PosterFontMissing."""
    found = (font_file, 0) if font_file else _known_font()
    if found is None:
        if words.isascii():
            return lambda size: ImageFont.load_default(size)
        raise PosterFontMissing()
    try:
        ImageFont.truetype(found[0], FONT_SIZE_MIN, index=found[1])
    except OSError:
        raise PosterFontMissing() from None
    return lambda size: ImageFont.truetype(found[0], size, index=found[1])


@lru_cache(maxsize=1)
def _known_font() -> tuple[str, int] | None:
    for name, face in KNOWN_FONTS:
        try:
            ImageFont.truetype(name, FONT_SIZE_MIN, index=face)
        except OSError:
            continue
        return name, face
    return None


def _card(canvas: Image.Image, qr: Image.Image, poster: Poster, layout: Layout, fonts: Callable[[int], Font]) -> None:
    width, height = canvas.size
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, width, height * 27 // 100), fill=ImageColor.getrgb(layout.colour))
    _write(pen, poster.brand, Box(width // 2, height * 8 // 100, width * 8 // 10, 64), fonts, PAPER)
    _write(pen, layout.title, Box(width // 2, height * 17 // 100, width * 86 // 100, 112), fonts, PAPER, bold=True)
    edge = width * layout.qr_percent // 100
    middle = height * 27 // 100 + (height * 73 // 100 - height * 22 // 100) // 2 + height * 2 // 100
    _place(canvas, qr, (width // 2, middle), min(edge, height * 48 // 100))
    _write(pen, layout.line, Box(width // 2, height * 84 // 100, width * 86 // 100, 60), fonts, GREY)
    if layout.show_name:
        _write(pen, poster.name, Box(width // 2, height * 91 // 100, width * 86 // 100, 76), fonts, INK, bold=True)


def _sticker(
    canvas: Image.Image, qr: Image.Image, poster: Poster, layout: Layout, fonts: Callable[[int], Font]
) -> None:
    width, height = canvas.size
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, width - 1, height - 1), outline=ImageColor.getrgb(layout.colour), width=24)
    _write(pen, layout.title, Box(width // 2, height * 12 // 100, width * 84 // 100, 84), fonts, INK, bold=True)
    _place(canvas, qr, (width // 2, height * 49 // 100), min(width * layout.qr_percent // 100, height * 58 // 100))
    below = f"{poster.brand} · {poster.name}" if layout.show_name else poster.brand
    _write(pen, layout.line, Box(width // 2, height * 84 // 100, width * 84 // 100, 46), fonts, GREY)
    _write(pen, below, Box(width // 2, height * 91 // 100, width * 84 // 100, 50), fonts, INK, bold=True)


def _strip(canvas: Image.Image, qr: Image.Image, poster: Poster, layout: Layout, fonts: Callable[[int], Font]) -> None:
    width, height = canvas.size
    pen = ImageDraw.Draw(canvas)
    split = width * 47 // 100
    pen.rectangle((0, 0, split, height), fill=ImageColor.getrgb(layout.colour))
    room = split * 84 // 100
    _write(pen, poster.brand, Box(split // 2, height * 22 // 100, room, 56), fonts, PAPER)
    _write(pen, layout.title, Box(split // 2, height * 42 // 100, room, 104), fonts, PAPER, bold=True)
    _write(pen, layout.line, Box(split // 2, height * 58 // 100, room, 48), fonts, PAPER)
    if layout.show_name:
        _write(pen, poster.name, Box(split // 2, height * 80 // 100, room, 68), fonts, PAPER, bold=True)
    edge = min(height * layout.qr_percent // 100, (width - split) * 90 // 100)
    _place(canvas, qr, ((width + split) // 2, height // 2), edge)


_LAYOUTS = {Template.CARD: _card, Template.STICKER: _sticker, Template.STRIP: _strip}


def _place(canvas: Image.Image, qr: Image.Image, centre: tuple[int, int], edge: int) -> None:
    """This function will paste the QR with its edge in pixels; whole modules stay sharp when it is enlarged."""
    times = edge // max(qr.width, 1)
    if times > 1:  # a whole number of pixels a module
        picture = qr.resize((qr.width * times, qr.height * times), Image.Resampling.NEAREST)
    else:
        picture = qr.resize((edge, edge), Image.Resampling.LANCZOS)
    canvas.paste(picture, (centre[0] - picture.width // 2, centre[1] - picture.height // 2))


def _write(
    pen: ImageDraw.ImageDraw,
    words: str,
    box: Box,
    fonts: Callable[[int], Font],
    ink: tuple[int, ...],
    *,
    bold: bool = False,
) -> None:
    """This function will write a line centred in its box, as large as fits; words that never fit are cut."""
    size = box.height
    stroke = max(1, size // 40) if bold else 0
    while size > FONT_SIZE_MIN and pen.textlength(words, font=fonts(size)) > box.width:
        size = size * 9 // 10
    while len(words) > 1 and pen.textlength(words, font=fonts(size)) > box.width:
        words = f"{words[:-2]}…"
    pen.text((box.x, box.y), words, font=fonts(size), fill=ink, anchor="mm", stroke_width=stroke, stroke_fill=ink)
