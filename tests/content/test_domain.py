import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.content.contracts import MaterialKind, NewMaterial, NewScript
from siyu.content.domain import VARIABLES, BadContent, UnknownVariable, check_material, check_script, fill, variables_of
from siyu.content.files.domain import MEGABYTE, FileNotTaken, check_file, clean_name
from tests.content.factories import JPG, LINK, MP4, PNG


def test_a_script_is_filled_with_what_is_known_and_general_words_for_the_rest():
    text = "{name}您好,我是{advisor},{last_product}吃完了吗?"
    filled = fill(text, {"name": "王女士", "advisor": "小林", "last_product": ""})
    assert filled == "王女士您好,我是小林,上次的商品吃完了吗?"


@given(st.lists(st.sampled_from([*VARIABLES, "x", ""]), max_size=6), st.text(max_size=8).filter(lambda t: "{" not in t))
def test_no_variable_is_left_in_a_filled_script_that_may_be_stored(names, between):
    text = between.join(f"{{{name}}}" for name in names) + "好"
    known = all(name in VARIABLES for name in variables_of(text))
    if known:
        stored = check_script(NewScript("问候", text))
        assert not variables_of(fill(stored.text, {}))
    else:
        with pytest.raises(UnknownVariable):
            check_script(NewScript("问候", text))


def test_values_with_braces_are_not_filled_again():
    assert fill("{name}好", {"name": "{advisor}", "advisor": "小林"}) == "{advisor}好"


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("text", {}, "text"),
        ("text", {"text": "长" * 1_334}, "text"),
        ("text", {"text": "好", "url": "https://a.cn"}, "url"),
        ("link", {**LINK, "url": "javascript:alert(1)"}, "url"),
        ("link", {**LINK, "url": "https://"}, "url"),
        ("link", {**LINK, "description": "字" * 171}, "description"),
        ("link", {**LINK, "image_url": "ftp://a.cn/x.png"}, "image_url"),
        ("miniprogram", {"appid": "abc", "page": "p", "image_url": "https://a.cn/x.png"}, "appid"),
        ("miniprogram", {"appid": "wx1234567890abcdef", "page": "p"}, "image_url"),
    ],
)
def test_what_wecom_would_not_take_is_refused_by_name(kind, body, field):
    with pytest.raises(BadContent) as told:
        check_material(NewMaterial(MaterialKind(kind), "标题", "", body))
    assert told.value.field == field


def test_a_title_is_needed_and_has_a_limit():
    for title in ("", "  ", "题" * 61):
        with pytest.raises(BadContent):
            check_material(NewMaterial(MaterialKind.TEXT, title, "", {"text": "好"}))


@pytest.mark.parametrize(
    ("kind", "head", "size", "taken"),
    [
        ("image", PNG, 48, "image/png"),
        ("image", JPG, 10 * MEGABYTE, "image/jpeg"),
        ("image", JPG, 10 * MEGABYTE + 1, None),
        ("image", MP4, 48, None),
        ("image", b"GIF89a", 48, None),
        ("video", MP4, 48, "video/mp4"),
        ("video", PNG, 48, None),
        ("file", b"%PDF-1.7", 48, "application/octet-stream"),
        ("file", b"%PDF-1.7", 20 * MEGABYTE + 1, None),
        ("file", b"%PDF-", 5, None),
        ("text", PNG, 48, None),
    ],
)
def test_files_are_taken_by_their_bytes_and_size_not_by_their_name(kind, head, size, taken):
    if taken is None:
        with pytest.raises(FileNotTaken):
            check_file(MaterialKind(kind), "海报.png", head, size)
    else:
        assert check_file(MaterialKind(kind), "x", head, size) == taken


@pytest.mark.parametrize(
    ("told", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\用户\\海报.png", "海报.png"), ('a"b\n.png', "ab.png"), ("..", "file")],
)
def test_a_file_name_is_only_a_name(told, kept):
    assert clean_name(told) == kept
