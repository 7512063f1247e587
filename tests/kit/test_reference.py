import importlib
import re

import pytest

from siyu.kit.errors import ManyInvalid, SiyuError
from tests.kit.reference import DOCS, Anything, bare, errors, said, settings, variables

LIMIT = re.compile(r"^\| (?P<text>[^|]+) \| (?P<value>[\d,]+) \| `(?P<module>[\w.]+)\.(?P<name>[A-Z_]+)` \|$", re.M)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_every_error_can_be_told_in_both_languages(kind: type[SiyuError]):
    error = bare(kind)
    for text in (kind.zh, kind.en, kind.fix_zh, kind.fix_en):
        assert text.format_map(Anything(field="f", value="v", count=1, seconds=1)) or text in (kind.fix_zh, kind.fix_en)
    assert re.search(r"[一-鿿]", kind.zh), "the Chinese sentence has no Chinese"
    assert not re.search(r"[一-鿿]", kind.en), "the English sentence has Chinese"
    assert bool(kind.fix_zh) == bool(kind.fix_en), "a fix in one language only"
    assert re.fullmatch(r"[a-z0-9_]+", error.code)


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_both_languages_name_the_same_values(kind: type[SiyuError]):
    names = [{re.sub("_(zh|en)$", "", name) for name in re.findall(r"\{(\w+)", text)} for text in (kind.zh, kind.en)]
    extra = set.union(*names) - {"field", "value"}
    assert names[0] & extra <= names[1] or names[1] & extra <= names[0]


def test_a_code_means_one_thing_in_a_room():
    codes = [(kind.__module__.rsplit(".", 1)[0], bare(kind).code) for kind in errors()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_every_error_code_is_in_the_reference(kind: type[SiyuError]):
    row = f"| {said(kind.zh)} | {said(kind.en)} |"
    assert f"`{bare(kind).code}`" in page("errors.md") and row in page("errors.md"), "python -m tests.kit.reference"


def test_long_values_are_cut_and_values_may_hold_braces():
    error = ManyInvalid([])
    assert error.detail("zh") == "有 0 处内容需要修改"
    assert len(str(SiyuError(value="x" * 1_000).value)) < 250
    assert "{a}" in importlib.import_module("siyu.kit.errors").Invalid(field="f", value="{a}").detail("en")


def test_every_setting_is_in_the_reference_with_its_default():
    text = page("settings.md")
    for kind in settings():
        for name, default, meaning in variables(kind):
            assert meaning, f"{name} has no description"
            assert f"| `{name}` | {default} | {meaning} |" in text, f"{name}: python -m tests.kit.reference"


def test_the_reference_names_no_setting_that_is_gone():
    known = {name for kind in settings() for name, _, _ in variables(kind)}
    assert set(re.findall(r"`(SIYU_[A-Z_]+)`", page("settings.md"))) <= known


def test_every_limit_in_the_reference_is_the_codes_own():
    found = list(LIMIT.finditer(page("limits.md")))
    assert len(found) > 25
    for limit in found:
        value = getattr(importlib.import_module(limit["module"]), limit["name"])
        assert f"{value:,}" == limit["value"], limit["name"]
