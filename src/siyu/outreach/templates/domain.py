"""Templates are Jinja2 expressions in a sandbox: `{{ name }}`, filters and if; no loops, macros, imports or big sums."""

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from siyu.kit.errors import Invalid

TEXT_LENGTH_MAX = 4_000
RENDERED_LENGTH_MAX = 8_000
FILTERS = ("default", "upper", "lower", "title", "trim", "round", "int", "truncate", "replace")
# What could make a text grow without end, or reach outside it.
FORBIDDEN = (
    nodes.For,
    nodes.Macro,
    nodes.CallBlock,
    nodes.Call,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    nodes.Mul,
    nodes.Pow,
    nodes.Mod,
)


class BadTemplate(Invalid):
    """A message template cannot be used."""

    zh = "消息模板有误:{problem_zh}"
    en = "The message template cannot be used: {problem_en}"
    fix_zh = "{how_zh}"
    fix_en = "{how_en}"


class CannotRender(Invalid):
    """A message cannot be written for this person; `value` says which value is missing."""

    zh = "无法生成消息:{value}"
    en = "The message cannot be written: {value}"
    fix_zh = "补全该客户的资料,或在模板中使用 default 过滤器"
    fix_en = "Fill in the customer's attribute, or use the default filter in the template"


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.globals = {}
    return made


_ENVIRONMENT = _environment()


def check_template(text: str, known: frozenset[str] | None, *, field: str = "template.text") -> frozenset[str]:
    """This function will return the variables that `text` uses. `known`: those a customer can have, None for any.

    Raises BadTemplate naming what is wrong and what can be used instead.
    """
    if len(text) > TEXT_LENGTH_MAX:
        raise _bad(
            field, text, ("内容过长", f"不超过 {TEXT_LENGTH_MAX} 字"), ("too long", f"{TEXT_LENGTH_MAX} at most")
        )
    tree = _parse(text, field)
    used = frozenset(meta.find_undeclared_variables(tree))
    missing = sorted(used - known) if known is not None else []
    if missing:
        names = "、".join(missing)
        choice = ", ".join(sorted(known or ())[:30])
        raise _bad(
            field,
            names,
            (f"没有客户属性「{names}」", f"可用:{choice}"),
            (f"no such attribute: {names}", f"known: {choice}"),
        )
    return used


def _parse(text: str, field: str) -> nodes.Template:
    try:
        tree = _ENVIRONMENT.parse(text)
        # Before compiling: the compiler works constants out, and `'a' * 999999999` is one.
        for kind in FORBIDDEN:
            if tree.find(kind):
                told = kind.__name__.lower()
                zh = (f"不允许使用 {told}", "只能使用变量、过滤器和 if")
                raise _bad(field, text, zh, (f"{told} is not allowed", "use variables, filters and if"))
        _ENVIRONMENT.from_string(text)
    except TemplateSyntaxError as error:
        told = str(error.message)
        raise _bad(field, text, (told, "请检查 {{ }} 是否成对"), (told, "check that {{ }} match")) from error
    return tree


def render(text: str, values: Mapping[str, object]) -> str:
    """This function will write `text` with `values`. Raises CannotRender when one is missing or it gets too long."""
    try:
        written = _compiled(text).render(values)
    except (UndefinedError, SecurityError, TypeError, ValueError, ArithmeticError, TemplateSyntaxError) as error:
        raise CannotRender(field="template", value=str(error)) from error
    if len(written) > RENDERED_LENGTH_MAX:
        raise CannotRender(field="template", value="too long")
    return written


@lru_cache(maxsize=1_000)
def _compiled(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def _bad(field: str, value: str, zh: tuple[str, str], en: tuple[str, str]) -> BadTemplate:
    told = {"problem_zh": zh[0], "how_zh": zh[1], "problem_en": en[0], "how_en": en[1]}
    return BadTemplate(field=field, value=value, **told)
