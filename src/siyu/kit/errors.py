"""Errors: one root, five kinds. A feature subclasses a kind beside the operation that raises it.

    SiyuError
    ├── Invalid       the caller's input is wrong          → 422
    ├── NotFound      what was asked for is not there      → 404
    ├── Conflict      it is there already, or has moved on → 409
    ├── Forbidden     the caller may not                   → 403
    └── Unavailable   the outside world failed             → 503 (502 when permanent)

Each class carries its sentence in Chinese and English, naming the field, the value and the fix.
"""

import re
from typing import Any, ClassVar

VALUE_LENGTH_MAX = 200


class SiyuError(Exception):
    """Root of everything Siyu raises on purpose. `values` fill the `{…}` of the sentences."""

    zh: ClassVar[str] = "出错了"
    en: ClassVar[str] = "Something went wrong"
    fix_zh: ClassVar[str] = ""
    fix_en: ClassVar[str] = ""

    def __init__(self, *, field: str | None = None, value: object = None, **values: object) -> None:
        self.field = field
        self.value = shorten(value)
        self.values: dict[str, Any] = {"field": field, "value": self.value, **values}
        super().__init__(self.detail("en"))

    @property
    def code(self) -> str:
        """The error's stable name for programs: the class name in snake case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    def detail(self, lang: str) -> str:
        """This function will return what went wrong, as a sentence in `lang` ("zh" or "en")."""
        return (self.zh if lang == "zh" else self.en).format(**self.values)

    def fix(self, lang: str) -> str:
        """This function will return what to do about it, as a sentence in `lang` ("zh" or "en")."""
        return (self.fix_zh if lang == "zh" else self.fix_en).format(**self.values)


class Invalid(SiyuError):
    """The input is wrong; nothing was changed."""

    zh = "「{field}」的值「{value}」不正确"
    en = "{field}: {value!r} is not valid"


class NotFound(SiyuError):
    """What was asked for does not exist in this brand and scope."""

    zh = "没有找到{field}「{value}」"
    en = "{field} {value!r} was not found"


class Conflict(SiyuError):
    """The change clashes with what is stored."""

    zh = "「{field}」的值「{value}」与现有数据冲突"
    en = "{field}: {value!r} conflicts with what is stored"


class Forbidden(SiyuError):
    """The caller has no right to do this."""

    zh = "没有权限:{value}"
    en = "Not permitted: {value}"


class Unavailable(SiyuError):
    """Something outside failed; `permanent` says whether trying again can help."""

    zh = "外部服务暂时不可用:{value}"
    en = "An outside service failed: {value}"

    def __init__(self, *, permanent: bool = False, field: str | None = None, value: object = None, **values: object):
        self.permanent = permanent
        super().__init__(field=field, value=value, **values)


class ManyInvalid(Invalid):
    """Several inputs are wrong at once; `problems` lists each of them."""

    zh = "有 {count} 处内容需要修改"
    en = "{count} values need to be corrected"

    def __init__(self, problems: list[SiyuError]) -> None:
        self.problems = problems
        super().__init__(count=len(problems))


def shorten(value: object) -> object:
    """This function will return `value`, cut to 200 characters if it is a long text, so that errors stay small."""
    if isinstance(value, str) and len(value) > VALUE_LENGTH_MAX:
        return value[:VALUE_LENGTH_MAX] + "…"
    return value
