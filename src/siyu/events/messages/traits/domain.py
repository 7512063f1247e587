"""How traits become identities and attributes.

Traits that identify a person (phone, email, WeChat ids, member number) become identities and are not stored a second
time; the others become attributes under their key in snake case, nested objects one level deep as `parent_child`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from siyu.customers.contracts import Identity
from siyu.kit.errors import Invalid

TRAITS_MAX = 200
IDENTITY_TRAITS = {
    "phone": "phone",
    "mobile": "phone",
    "email": "email",
    "unionid": "unionid",
    "union_id": "unionid",
    "openid": "openid",
    "open_id": "openid",
    "external_userid": "external_userid",
    "external_user_id": "external_userid",
    "member_no": "member_no",
}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[\s\"'\\$]+")


class TooManyTraits(Invalid):
    """A message has more traits than a customer may get at once."""

    zh = "一条消息最多 {limit} 个属性,这里有 {value} 个"
    en = "A message may have {limit} traits, this one has {value}"
    fix_zh = "请拆分为多条 identify 消息"
    fix_en = "Split them into several identify messages"


class NotAnIdentity(Invalid):
    """A trait that identifies the person is neither text nor a number."""

    zh = "「{field}」应为文本或数字"
    en = "{field} must be text or a number"
    fix_zh = '请以文本发送,例如 "13800138000"'
    fix_en = 'Send it as text, for example "13800138000"'


class Traits(NamedTuple):
    """Traits in Siyu's words."""

    identities: tuple[Identity, ...]
    attributes: Mapping[str, Any]


def read_traits(traits: Mapping[str, Any], prefix: str = "") -> Traits:
    """This function will sort `traits` into identities and attributes; with a `prefix` all are attributes.

    Raises TooManyTraits, NotAnIdentity.
    """
    flat = dict(_flat(traits, prefix))
    if len(flat) > TRAITS_MAX:
        raise TooManyTraits(field="traits", value=len(flat), limit=TRAITS_MAX)
    if prefix:
        return Traits((), flat)
    found = [_identity(key, flat.pop(key)) for key in IDENTITY_TRAITS if key in flat]
    return Traits(tuple(one for one in dict.fromkeys(found) if one), flat)


def _flat(traits: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in traits.items():
        name = prefix + _snake(key)
        if isinstance(value, dict):
            yield from ((f"{name}_{_snake(inner)}", one) for inner, one in value.items())
        else:
            yield name, value


@lru_cache(maxsize=4096)
def _snake(key: str) -> str:
    return _GAP.sub("_", _HUMP.sub("_", key.strip())).lower()


def _identity(key: str, value: Any) -> Identity | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise NotAnIdentity(field=f"traits.{key}", value=type(value).__name__)
    return Identity(IDENTITY_TRAITS[key], str(value).strip())
