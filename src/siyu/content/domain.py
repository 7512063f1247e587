"""Pure rules of content: the fields and limits of each kind of material, and the variables of scripts.

Limits are WeCom's own for attachments of customer messages (p92135): what is stored here can be sent there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from siyu.content.contracts import MaterialKind, NewMaterial, NewScript
from siyu.kit.errors import Invalid

TITLE_LENGTH_MAX = 60
CATEGORY_LENGTH_MAX = 30
OBJECTION_LENGTH_MAX = 60
TEXT_BYTES_MAX = 4_000
SCRIPT_LENGTH_MAX = 1_000
APPID = re.compile(r"wx[0-9a-zA-Z]{4,60}")
VARIABLE = re.compile(r"\{([^{}]*)\}")
# What stands in a script for a customer of whom it is not known: (Chinese, what it means in Chinese and English).
VARIABLES: Mapping[str, tuple[str, str, str]] = {
    "name": ("您", "客户称呼", "the customer's name"),
    "advisor": ("您的专属顾问", "导购姓名", "the advisor's name"),
    "brand": ("我们", "品牌名", "the brand's name"),
    "store": ("门店", "所属门店", "the advisor's store"),
    "last_product": ("上次的商品", "最近买的商品", "the product bought last"),
    "days_since_order": ("一些", "距上次购买的天数", "days since the last order"),
}


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field of a kind of material: its longest value in UTF-8 bytes, and whether it may be left empty."""

    bytes_max: int
    required: bool = False


FIELDS: Mapping[MaterialKind, Mapping[str, FieldRule]] = {
    MaterialKind.TEXT: {"text": FieldRule(TEXT_BYTES_MAX, required=True)},
    MaterialKind.LINK: {
        "url": FieldRule(2048, required=True),
        "description": FieldRule(512),
        "image_url": FieldRule(2048),
    },
    MaterialKind.MINIPROGRAM: {
        "appid": FieldRule(64, required=True),
        "page": FieldRule(1024, required=True),
        "image_url": FieldRule(2048, required=True),
    },
    MaterialKind.IMAGE: {},
    MaterialKind.FILE: {},
    MaterialKind.VIDEO: {},
}
ADDRESSES = ("url", "image_url")


class BadContent(Invalid):
    """A field of a material or script is missing, too long or not what it should be."""

    zh = "「{field}」不符合要求:{value}"
    en = "{field} is not acceptable: {value!r}"
    fix_zh = "必填项不能为空;标题最多 60 字,文本最多 4000 字节,链接须以 http:// 或 https:// 开头,AppID 以 wx 开头"
    fix_en = (
        "Fill in what is required; titles up to 60 characters, texts up to 4,000 bytes, links with http(s)://, wx… ids"
    )


class UnknownVariable(Invalid):
    """A script uses a variable that nothing fills."""

    zh = "话术里的变量「{value}」不存在"
    en = "There is no variable {value!r}"
    fix_zh = "可用变量:{known}"
    fix_en = "Known variables: {known}"


def check_material(new: NewMaterial) -> NewMaterial:
    """This function will return the material with trimmed values and without empty fields. Raises BadContent."""
    rules = FIELDS[new.kind]
    unknown = sorted(new.body.keys() - rules.keys())
    if unknown:
        raise BadContent(field=unknown[0], value=new.body[unknown[0]])
    body = {name: new.body.get(name, "").strip() for name in rules}
    for name, rule in rules.items():
        _check_field(name, body[name], rule)
    title, category = _line("title", new.title, TITLE_LENGTH_MAX), _short("category", new.category, CATEGORY_LENGTH_MAX)
    return NewMaterial(new.kind, title, category, {name: value for name, value in body.items() if value})


def check_script(new: NewScript) -> NewScript:
    """This function will return the script with trimmed values. Raises BadContent or UnknownVariable."""
    for variable in variables_of(new.text):
        if variable not in VARIABLES:
            known = " ".join(f"{{{name}}}" for name in VARIABLES)
            raise UnknownVariable(field="text", value=variable, known=known)
    return NewScript(
        title=_line("title", new.title, TITLE_LENGTH_MAX),
        text=_line("text", new.text, SCRIPT_LENGTH_MAX),
        stage=new.stage,
        objection=_short("objection", new.objection, OBJECTION_LENGTH_MAX),
        category=_short("category", new.category, CATEGORY_LENGTH_MAX),
        material_id=new.material_id,
    )


def variables_of(text: str) -> tuple[str, ...]:
    """This function will list the variables `{…}` of a text, each once, in order."""
    return tuple(dict.fromkeys(VARIABLE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """This function will put values into a script; a variable without a value gets its general word."""

    def word(found: re.Match[str]) -> str:
        name = found.group(1)
        return values.get(name) or (VARIABLES[name][0] if name in VARIABLES else found.group(0))

    return VARIABLE.sub(word, text)


def _check_field(name: str, value: str, rule: FieldRule) -> None:
    if (rule.required and not value) or len(value.encode()) > rule.bytes_max:
        raise BadContent(field=name, value=value)
    if name in ADDRESSES and value and not _is_address(value):
        raise BadContent(field=name, value=value)
    if name == "appid" and not APPID.fullmatch(value):
        raise BadContent(field=name, value=value)


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in value)


def _line(name: str, value: str, length_max: int) -> str:
    if not value.strip():
        raise BadContent(field=name, value=value)
    return _short(name, value, length_max)


def _short(name: str, value: str, length_max: int) -> str:
    if len(value.strip()) > length_max:
        raise BadContent(field=name, value=value)
    return value.strip()
