"""What a remark says."""

from collections.abc import Iterable

from siyu.acquisition.live_codes.domain import REMARK_LENGTH_MAX, clean_nickname

NAME = "{name}"


def remark_text(template: str, nickname: str, blocked: Iterable[str] = ()) -> str:
    """This function will put a nickname, without blocked words, into a remark; what does not fit is cut off the name."""
    room = max(REMARK_LENGTH_MAX - len(template.replace(NAME, "")), 0)
    return template.replace(NAME, clean_nickname(nickname, blocked)[:room])[:REMARK_LENGTH_MAX]
