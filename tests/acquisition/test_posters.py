"""Posters: three layouts, words that fit, files that open again, clear errors."""

import io
import zipfile
from dataclasses import replace

import pytest
import segno
from PIL import Image

from siyu.acquisition.posters import domain
from siyu.acquisition.posters.contracts import FileKind, Layout, Poster, Template
from siyu.acquisition.posters.domain import BadLayout, BadPicture, PosterFontMissing, bundle, draw, render

LATIN = Layout(title="Add your advisor", line="We are here for you")


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any font with Chinese characters."""
    monkeypatch.setattr(domain, "KNOWN_FONTS", ())
    domain._known_font.cache_clear()
    yield
    domain._known_font.cache_clear()


def poster(name: str = "Store 1") -> Poster:
    picture = io.BytesIO()
    segno.make("https://example.com/ca/1", error="m").save(picture, kind="png", scale=4)
    return Poster(picture.getvalue(), "Golden Harvest", name)


@pytest.mark.parametrize("template", Template)
def test_every_layout_holds_the_whole_code_and_the_colour(template: Template, no_font: None) -> None:
    drawn = draw(poster(), replace(LATIN, template=template, colour="#a0522d"))
    assert drawn.size == domain.SIZES[template]
    colours = {colour for _, colour in drawn.getcolors(maxcolors=100_000)}
    assert (0xA0, 0x52, 0x2D) in colours and (0, 0, 0) in colours


def test_files_open_again(no_font: None) -> None:
    with Image.open(io.BytesIO(render([poster()], LATIN, FileKind.PNG))) as picture:
        assert round(picture.info["dpi"][0]) == 300
    assert render([poster(), poster()], LATIN, FileKind.PDF).startswith(b"%PDF")


def test_the_bundle_numbers_and_names_its_files(no_font: None) -> None:
    body = bundle([poster("Store/1"), poster("../x")], LATIN, FileKind.PNG)
    assert zipfile.ZipFile(io.BytesIO(body)).namelist() == ["001-Store_1.png", "002-___x.png"]


def test_says_how_to_get_a_chinese_font(no_font: None) -> None:
    with pytest.raises(PosterFontMissing) as caught:
        draw(poster("陆家嘴店"), LATIN)
    assert "SIYU_POSTER_FONT" in caught.value.fix("zh")
    with pytest.raises(PosterFontMissing):
        draw(poster(), LATIN, font_file="no-such-font.ttf")


@pytest.mark.parametrize(
    "layout", [replace(LATIN, title="x" * 41), replace(LATIN, colour="teal-ish"), replace(LATIN, qr_percent=10)]
)
def test_refuses_layouts_that_cannot_be_printed(layout: Layout, no_font: None) -> None:
    with pytest.raises(BadLayout):
        draw(poster(), layout)


def test_refuses_a_picture_that_is_none(no_font: None) -> None:
    with pytest.raises(BadPicture):
        draw(replace(poster(), picture=b"<html>"), LATIN)
