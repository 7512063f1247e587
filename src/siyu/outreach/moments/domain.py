"""Rules of moments without any store."""

from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS
from siyu.kit.errors import Invalid
from siyu.kit.plural import counted
from siyu.outreach.moments.contracts import MomentForecast, MomentPlan

NAME_LENGTH_MAX = 60
TEXT_LENGTH_MAX = 2_000
TEXT_BYTES_MAX = 4_000
STAFF_MAX = 10_000
TAGS_MAX = 100
# Who publishes usually does so in the first hours; comments and likes come for days.
YOUNG_MS = 2 * HOUR_MS
CHECK_YOUNG_MS, CHECK_OLD_MS = MINUTE_MS, 30 * MINUTE_MS
REACTIONS_FIRST_MS = 10 * MINUTE_MS
WATCHED_MS = 7 * DAY_MS
GIVEN_UP_MS = 30 * DAY_MS


class BadMomentPlan(Invalid):
    """A part of a moment is missing or too long."""

    zh = "「{field}」不正确：{reason_zh}"
    en = "{field}: {reason_en}"


def check(name: str, plan: MomentPlan) -> None:
    """This function will raise BadMomentPlan for what WeCom would refuse (p95094); materials are checked apart."""
    _must(
        0 < len(name.strip()) <= NAME_LENGTH_MAX, "name", f"1–{NAME_LENGTH_MAX} 个字", f"1-{NAME_LENGTH_MAX} characters"
    )
    _must(bool(plan.text.strip() or plan.attachments), "text", "文字和素材至少填一项", "give a text or materials")
    _must(
        len(plan.text) <= TEXT_LENGTH_MAX and len(plan.text.encode()) <= TEXT_BYTES_MAX,
        "text",
        f"最多 {TEXT_LENGTH_MAX} 字、{TEXT_BYTES_MAX} 字节",
        f"at most {TEXT_LENGTH_MAX} characters and {TEXT_BYTES_MAX} bytes",
    )
    _must(len(plan.staff) <= STAFF_MAX, "staff", f"最多 {STAFF_MAX:,} 人", f"at most {STAFF_MAX:,} people")
    _must(len(plan.tag_ids) <= TAGS_MAX, "tag_ids", f"最多 {TAGS_MAX} 个标签", f"at most {TAGS_MAX} tags")
    _must(plan.start_at_ms >= 0, "start_at_ms", "时间不正确", "not a time")


def check_again_ms(age_ms: int) -> int:
    """This function will say how long to wait before asking again who has published."""
    return CHECK_YOUNG_MS if age_ms < YOUNG_MS else CHECK_OLD_MS


def reactions_again_ms(age_ms: int) -> int:
    """This function will say how long to wait before counting a post's comments and likes again."""
    return max(REACTIONS_FIRST_MS, age_ms // 10)


def is_over(age_ms: int, *, all_published: bool) -> bool:
    """This function will say whether nothing more is to be expected of a moment."""
    return age_ms >= (WATCHED_MS if all_published else GIVEN_UP_MS)


def sentence(told: MomentForecast, lang: str) -> str:
    """This function will say a forecast in one sentence, in Chinese ("zh") or English ("en")."""
    if lang == "zh":
        said = f"将请 {told.senders:,} 位导购发表，最多 {told.viewers:,} 位客户能看到"
        return f"{said}；其中 {told.over:,} 位本月已看过 {told.per_month} 条。" if told.over else f"{said}。"
    said = f"Asks {counted(told.senders, 'advisor')} to publish; up to {counted(told.viewers, 'customer')} can see it"
    return f"{said}; {told.over:,} of them saw {told.per_month} this month." if told.over else f"{said}."


def _must(right: bool, field: str, reason_zh: str, reason_en: str) -> None:
    if not right:
        raise BadMomentPlan(field=field, reason_zh=reason_zh, reason_en=reason_en)
