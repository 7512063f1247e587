"""Pure choice of a welcome."""

from collections.abc import Sequence

from siyu.outreach.welcome.contracts import FriendKind, WelcomeContent, WelcomeRule


def choose(
    rules: Sequence[WelcomeRule], channel_state: str, *, first_time: bool, minute_of_day: int, default_text: str = ""
) -> WelcomeContent | None:
    """This function will return what the first fitting rule says (`rules` in order), else the default text, else None."""
    for rule in rules:
        if _fits(rule, channel_state, first_time, minute_of_day):
            return WelcomeContent(rule.id, rule.text, rule.attachments)
    return WelcomeContent(0, default_text) if default_text else None


def _fits(rule: WelcomeRule, channel_state: str, first_time: bool, minute_of_day: int) -> bool:
    wanted = FriendKind.FIRST if first_time else FriendKind.RETURNING
    return (
        rule.enabled
        and rule.channel_state in ("", channel_state)
        and rule.friend in (FriendKind.ANY, wanted)
        and _within(minute_of_day, rule.from_minute, rule.to_minute)
    )


def _within(minute: int, start: int, end: int) -> bool:
    if start == end:
        return True
    return start <= minute < end if start < end else minute >= start or minute < end
