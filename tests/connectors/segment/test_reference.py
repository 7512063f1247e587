"""The reference page keeps up with the code."""

from pathlib import Path

from siyu.connectors.segment.door import CALLS
from siyu.events.contracts import RESERVED_NAMES
from siyu.events.folding import operations as folding
from siyu.events.messages import domain as messages
from siyu.events.messages.figures import domain as figures
from siyu.events.messages.traits import domain as traits
from siyu.events.settings import EventsSettings
from siyu.kit.errors import SiyuError

PAGE = Path(__file__).parents[3] / "docs/reference/tracking_api.md"


def codes_of(module) -> set[str]:
    kinds = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    return {kind(field="f", value=1, limit=1, kind="k").code for kind in kinds if issubclass(kind, SiyuError)}


def test_the_reference_names_every_call_setting_code_and_reserved_name():
    text = PAGE.read_text()
    codes = set().union(*map(codes_of, (messages, figures, traits, folding)))
    settings = {f"SIYU_EVENTS_{name.upper()}" for name in EventsSettings.model_fields}
    for word in (*(f"/v1/{call}" for call in CALLS), *codes, *settings, *RESERVED_NAMES):
        assert f"{word}`" in text, word
