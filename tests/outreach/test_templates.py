"""Message templates."""

import pytest

from siyu.outreach.templates.domain import BadTemplate, CannotRender, check_template, render

KNOWN = frozenset({"name", "city"})


def test_variables_are_found_and_filled() -> None:
    assert check_template("{{ name }}在{{ city | default('附近') }}", KNOWN) == {"name", "city"}
    assert render("{{ name }}在{{ city | default('附近') }}", {"name": "小林"}) == "小林在附近"
    assert render("{% if city %}{{ city }}{% else %}-{% endif %}", {"city": ""}) == "-"


@pytest.mark.parametrize(
    "text",
    [
        "{{ nobody }}",
        "{{ name",
        "{% for i in name %}x{% endfor %}",
        "{{ name() }}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%999999999d' % 1 }}",
        "{% include 'x' %}",
        "{{ name | map('x') }}",
        "x" * 4_001,
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_sent(text: str) -> None:
    with pytest.raises(BadTemplate) as caught:
        check_template(text, KNOWN)
    assert caught.value.fix("zh") and caught.value.fix("en")


@pytest.mark.parametrize("text", ["{{ name }}", "{{ city.__class__ }}", "{{ city.__class__.__mro__ }}"])
def test_what_is_missing_or_unsafe_is_never_written(text: str) -> None:
    with pytest.raises(CannotRender):
        render(text, {"city": "上海"})
