"""Reading and walking rules: JSON in, a checked tree out, and the algebra over whatever stands for a set."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from siyu.kit.errors import Invalid, ManyInvalid, SiyuError
from siyu.segments.rules.contracts import (
    BYTES_MAX,
    DEPTH_MAX,
    KINDS,
    NODES_MAX,
    AllOf,
    AnyOf,
    Leaf,
    Not,
    Rule,
)

S = TypeVar("S")
PROBLEMS_MAX = 20
_adapter: TypeAdapter[Rule] = TypeAdapter(Rule)


class RuleInvalid(Invalid):
    """A rule says something that has no meaning; `field` is the path of the place, such as rule.all[0].op."""

    zh = "人群规则 {field} 处的「{value}」有误:{why_zh}"
    en = "In the rule, {field} = {value!r}: {why_en}"
    fix_zh = "{hint_zh}"
    fix_en = "{hint_en}"


class RuleTooLarge(Invalid):
    """A rule is deeper or longer than the limits; nothing of it was read."""

    zh = "人群规则太大:{value}"
    en = "The rule is too large: {value}"
    fix_zh = f"规则最多 {DEPTH_MAX} 层、{NODES_MAX} 个条件、{BYTES_MAX // 1024} KB,请拆成几个人群再组合"
    fix_en = (
        f"A rule has at most {DEPTH_MAX} levels, {NODES_MAX} conditions and {BYTES_MAX // 1024} KB: "
        "save parts of it as segments and combine those"
    )


class NotJson(Invalid):
    """The text of a rule is not JSON."""

    zh = "人群规则不是合法的 JSON:{value}"
    en = "The rule is not JSON: {value}"
    fix_zh = '规则是一个 JSON 对象,例如 {{"event": "Order Paid", "op": ">=", "value": 2}}'
    fix_en = 'A rule is a JSON object, for example {{"event": "Order Paid", "op": ">=", "value": 2}}'


@dataclass(frozen=True, slots=True)
class Placed:
    """A leaf and the path of the place it stands at, for messages."""

    path: str
    leaf: Leaf


def read_rule(raw: Any) -> Rule:
    """This function will turn raw JSON values (or JSON text) into a rule.

    Raises NotJson, RuleTooLarge, RuleInvalid, or ManyInvalid holding one RuleInvalid per place (at most 20).
    """
    if isinstance(raw, tuple(KINDS.values())):
        return raw  # type: ignore[return-value]  # one of the union's classes
    if isinstance(raw, str | bytes):
        raw = _loads(raw)
    _check_size(raw)
    try:
        rule = _adapter.validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        raise _many(list(_told(error))) from None
    if (number := sum(1 for _ in placed_leaves(rule))) > NODES_MAX:
        raise RuleTooLarge(field="rule", value=f"{number} conditions")
    return rule


def dump_rule(rule: Rule) -> dict[str, Any]:
    """This function will return the rule as plain JSON values, with the fields its author wrote."""
    values: dict[str, Any] = _adapter.dump_python(rule, mode="json", by_alias=True, exclude_unset=True)
    return values


def rule_key(rule: Rule) -> str:
    """This function will return the one text that all ways of writing the same node share; for caches and sets."""
    return _adapter.dump_json(rule, by_alias=True, exclude_defaults=True).decode()


def rule_schema() -> dict[str, Any]:
    """This function will return the JSON schema of a rule."""
    schema = _adapter.json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Siyu segment rule", **schema}


def placed_leaves(rule: Rule, path: str = "rule") -> Iterator[Placed]:
    """This function will yield every leaf with its path, in reading order."""
    match rule:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            word = "all" if isinstance(rule, AllOf) else "any"
            for i, part in enumerate(parts):
                yield from placed_leaves(part, f"{path}.{word}[{i}]")
        case Not(part=part):
            yield from placed_leaves(part, f"{path}.not")
        case _:
            yield Placed(path, rule)


def leaves(rule: Rule) -> list[Leaf]:
    """This function will list the leaves of a rule, each different one once."""
    return list({rule_key(placed.leaf): placed.leaf for placed in placed_leaves(rule)}.values())


def fold(rule: Rule, sets: Mapping[str, S], algebra: "Algebra[S]") -> S:
    """This function will work out the rule's set from the sets of its leaves, held by `rule_key`."""
    match rule:
        case AllOf(parts=parts):
            return algebra.every([fold(part, sets, algebra) for part in parts])
        case AnyOf(parts=parts):
            return algebra.some([fold(part, sets, algebra) for part in parts])
        case Not(part=part):
            return algebra.complement(fold(part, sets, algebra))
        case _:
            return sets[rule_key(rule)]


@dataclass(frozen=True, slots=True)
class Algebra(Generic[S]):
    """How to join sets: of all parts (none: everyone), of some parts (none: nobody), and what is left."""

    every: Callable[[list[S]], S]
    some: Callable[[list[S]], S]
    complement: Callable[[S], S]


def many(problems: Iterable[SiyuError]) -> None:
    """This function will raise what is wrong, one error alone or several as ManyInvalid; else nothing."""
    found = list(problems)
    if found:
        raise _many(found)


def _many(found: list[SiyuError]) -> SiyuError:
    return found[0] if len(found) == 1 else ManyInvalid(found[:PROBLEMS_MAX])


def _loads(text: str | bytes) -> Any:
    if len(text) > BYTES_MAX:
        raise RuleTooLarge(field="rule", value=f"{len(text)} bytes")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotJson(field="rule", value=str(error)) from None


def _check_size(raw: Any) -> None:
    """This function will walk raw values without recursion and raise RuleTooLarge beyond the limits."""
    waiting, nodes, size = [(raw, 1)], 0, 0
    while waiting:
        value, depth = waiting.pop()
        nodes += isinstance(value, dict)
        size += len(value) + 2 if isinstance(value, str) else 2
        # A level of the tree is two levels of JSON (the object and its list), plus the leaf's own lists.
        if depth > 2 * DEPTH_MAX + 3 or nodes > 4 * NODES_MAX or size > BYTES_MAX:
            raise RuleTooLarge(field="rule", value=f"depth {depth // 2}, {nodes} parts, {size} characters")
        if isinstance(value, dict):
            waiting += [(part, depth + 1) for part in value.values()]
        elif isinstance(value, list | tuple):
            waiting += [(part, depth + 1) for part in value]


def _told(error: ValidationError) -> Iterator[SiyuError]:
    """This function will say each problem once, naming its place, value and way out."""
    seen = set()
    for part in error.errors(include_url=False):
        path = _path(part["loc"])
        if path not in seen:
            seen.add(path)
            yield _problem(path, part)


def _problem(path: str, part: Any) -> RuleInvalid:
    kind, context = part["type"], part.get("ctx", {})
    value = part["input"] if not isinstance(part["input"], dict | list | tuple) else json.dumps(part["input"])
    words = list(KINDS)
    reasons = {
        "extra_forbidden": (
            "没有这个字段",
            "this field is not known",
            "删掉它,或对照规则文档改正字段名",
            "remove it, or correct its name from the rule reference",
        ),
        "missing": ("缺少这个字段", "this field is missing", "补上这个字段", "add this field"),
        "union_tag_not_found": (
            "看不出是哪一种条件",
            "it is not clear which kind of condition this is",
            f"每个条件必须恰好有其中一个字段:{'、'.join(words)}",
            f"each condition has exactly one of the fields {', '.join(words)}",
        ),
        "value": (
            "不是可以比较的值",
            "this is not a value that can be compared",
            "填写文字、数字、true/false,或由它们组成的列表",
            "give a text, a number, true or false, or a list of those",
        ),
        "literal_error": (
            "不在可选值之内",
            "this is not one of the choices",
            f"可选:{context.get('expected', '')}",
            f"choose {context.get('expected', '')}",
        ),
    }
    if path.endswith(".value"):
        kind = "value"
    told = reasons.get(
        kind,
        (
            "类型或范围不对",
            f"{part['msg']}",
            "对照规则文档改成正确的类型和范围",
            "give the type and range the rule reference asks for",
        ),
    )
    why_zh, why_en, hint_zh, hint_en = told
    return RuleInvalid(field=path, value=value, why_zh=why_zh, why_en=why_en, hint_zh=hint_zh, hint_en=hint_en)


def _path(location: tuple[int | str, ...]) -> str:
    """This function will turn a place as Pydantic tells it (with the kind of each node in between) into a path."""
    path, parts = "rule", list(location)
    while parts and parts[0] in KINDS:
        parts.pop(0)  # which kind of node it is: told by the next field anyway
        if not parts:
            break
        path += f".{parts.pop(0)}"
        if path.endswith((".all", ".any")) and parts and isinstance(parts[0], int):
            path += f"[{parts.pop(0)}]"
        elif not path.endswith(".not"):
            break
    for part in parts:
        if path.endswith(".value"):
            break  # which of the types of a value was tried is of no use to anybody
        path += f"[{part}]" if isinstance(part, int) else "" if part in ("from_to", "last_days_") else f".{part}"
    return path.replace(".window.last_days.last_days", ".window.last_days")
