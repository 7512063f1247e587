import json
from pathlib import Path

import pytest

from siyu.outreach.contracts import Reason

FEATURES = Path(__file__).resolve().parents[2] / "web/src/features"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("feature", ["outreach", "journeys", "insights"])
def test_the_console_has_words_for_every_reason_not_to_send(feature, language):
    words = json.loads((FEATURES / feature / f"{language}.json").read_text(encoding="utf-8"))["reason"]
    assert set(Reason) <= words.keys()
