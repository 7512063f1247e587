"""Rules of mass messages without any store: outcomes, tasks, reminders, sentences."""

from collections.abc import Iterable, Mapping, Sequence

from siyu.kit.clock import HOUR_MS
from siyu.kit.plural import counted
from siyu.outreach.contracts import IntentState, Reason
from siyu.outreach.mass.contracts import MassForecast, Outcome

PEOPLE_PER_TASK_MAX = 10_000
REMINDERS_MAX = 3
REMINDER_WINDOW_MS = 24 * HOUR_MS
ON_THE_WAY = (
    IntentState.PLANNED,
    IntentState.QUEUED,
    IntentState.DISPATCHING,
    IntentState.UNKNOWN,
)
ARRIVED = (IntentState.DELIVERED, IntentState.READ, IntentState.CLICKED)
ENDED = (IntentState.DROPPED, IntentState.FAILED)
REASONS: Mapping[str, Outcome] = {
    Reason.NO_CONSENT: Outcome.REFUSED,
    Reason.PERSON_CAP: Outcome.CAPPED,
    Reason.QUOTA: Outcome.QUOTA,
    Reason.UNREACHABLE: Outcome.NOT_FRIEND,
    Reason.NO_FRIEND: Outcome.NOT_FRIEND,
    "not_a_friend": Outcome.NOT_FRIEND,
    "not_a_customer": Outcome.NOT_FRIEND,
    Reason.CANCELLED: Outcome.CANCELLED,
    Reason.NOT_CONFIRMED: Outcome.UNCONFIRMED,
}
STATES = {
    Outcome.CREATING: ON_THE_WAY,
    Outcome.LATER: (IntentState.DEFERRED,),
    Outcome.WAITING: (IntentState.ACCEPTED,),
    Outcome.DELIVERED: ARRIVED,
}
LEFT_OUT = {
    Outcome.QUOTA: ("企业微信群发额度已用完", "over WeCom's quota"),
    Outcome.NOT_FRIEND: ("不是任何导购的好友", "nobody's friend"),
    Outcome.REFUSED: ("拒绝接收", "refused messages"),
    Outcome.CAPPED: ("超过每人触达上限", "over the cap per person"),
}


def outcome_of(state: IntentState, reason: str) -> Outcome:
    """This function will say in the campaign's words where a message stands."""
    for outcome, states in STATES.items():
        if state in states:
            return outcome
    return REASONS.get(reason, Outcome.FAILED)


def reasons_of(outcome: Outcome) -> tuple[str, ...]:
    """This function will list the reasons that make an ended message count under `outcome`."""
    return tuple(str(reason) for reason, found in REASONS.items() if found is outcome)


def by_outcome(counts: Iterable[tuple[int, str, int]]) -> dict[Outcome, int]:
    """This function will add up (state, reason, people) by outcome; outcomes nobody has are left out."""
    totals: dict[Outcome, int] = {}
    for state, reason, people in counts:
        outcome = outcome_of(IntentState(state), reason)
        totals[outcome] = totals.get(outcome, 0) + people
    return totals


def task_count(shares: Iterable[int]) -> int:
    """This function will say how many tasks it takes: one an advisor, more above 10,000 people."""
    return sum(-(-people // PEOPLE_PER_TASK_MAX) for people in shares)


def remind_after(reminded_at_ms: Sequence[int], blocked_until_ms: int, now_ms: int) -> int:
    """This function will say when the next reminder is allowed (three in 24 hours), 0 for now."""
    recent = sorted(at_ms for at_ms in reminded_at_ms if at_ms > now_ms - REMINDER_WINDOW_MS)
    free_ms = recent[-REMINDERS_MAX] + REMINDER_WINDOW_MS if len(recent) >= REMINDERS_MAX else 0
    free_ms = max(free_ms, blocked_until_ms)
    return free_ms if free_ms > now_ms else 0


def sentence(told: MassForecast, lang: str) -> str:
    """This function will say a forecast in one sentence, in Chinese ("zh") or English ("en")."""
    zh = lang == "zh"
    parts = [
        f"{number:,} 人{LEFT_OUT[Outcome(reason)][0]}" if zh else f"{number:,} {LEFT_OUT[Outcome(reason)][1]}"
        for reason, number in sorted(told.dropped.items(), key=lambda one: -one[1])
        if Outcome(reason) in LEFT_OUT
    ]
    if zh:
        head = (
            f"共 {told.people:,} 人，将为 {told.advisors:,} 位导购创建 {told.tasks:,} 个任务，可送达 {told.sent:,} 人"
        )
        head += f"，{told.later:,} 人超过每人触达上限，有名额后再发" if told.later else ""
        return f"{head}；不发送：{'、'.join(parts)}。" if parts else f"{head}。"
    head = (
        f"Of {counted(told.people, 'person', 'people')} {told.sent:,} can be reached, in {_tasks_of(told, 'advisor')}"
    )
    head += f", {told.later:,} over the cap per person will get it once there is room" if told.later else ""
    return f"{head}; left out: {', '.join(parts)}." if parts else f"{head}."


def group_sentence(told: MassForecast, lang: str) -> str:
    """This function will say a forecast to customer groups in one sentence, in Chinese ("zh") or English ("en")."""
    full, lost = told.dropped.get(Outcome.QUOTA, 0), told.dropped.get(Outcome.NOT_FRIEND, 0)
    if lang == "zh":
        parts = [f"{full:,} 个群的企业微信群发额度已用完"] * bool(full) + [f"{lost:,} 个群没有群主"] * bool(lost)
        head = f"共 {told.people:,} 个客户群，将为 {told.advisors:,} 位群主创建 {told.tasks:,} 个任务，可发到 {told.sent:,} 个群"
        return f"{head}；不发送：{'、'.join(parts)}。" if parts else f"{head}。"
    parts = [f"{full:,} over WeCom's quota"] * bool(full) + [f"{lost:,} without an owner"] * bool(lost)
    head = f"Of {counted(told.people, 'group')} {told.sent:,} can be reached, in {_tasks_of(told, 'owner')}"
    return f"{head}; left out: {', '.join(parts)}." if parts else f"{head}."


def _tasks_of(told: MassForecast, whose: str) -> str:
    return f"{counted(told.tasks, 'task')} of {counted(told.advisors, whose)}"
