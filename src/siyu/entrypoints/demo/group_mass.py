"""Mass messages of the demo brand to its groups: one long over, one short, and one that some owners have yet to confirm."""

from dataclasses import dataclass

from siyu.communities.queries import reachable_groups
from siyu.connectors.wecom.mass.desk import WecomDesk
from siyu.kit.clock import HOUR_MS, MINUTE_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Attachment
from siyu.outreach.mass import operations, queries
from siyu.outreach.mass.contracts import Audience, Campaign, CampaignState, GroupTarget, Outcome, Plan, Reminders
from siyu.outreach.mass.groups.operations import collect_groups, dispatch_groups
from siyu.outreach.mass.groups.queries import group_results
from siyu.outreach.mass.planning.operations import advance, foretell
from siyu.outreach.mass.tending.operations import finish, remind
from siyu.simulators.wecom.world import World

GROUPS_MIN = 4
GROUPS_THEN = 6
TASKS_MAX = 20
PAGE_MAX = 200
REMIND_HOURS = 4
LINK = Attachment("会员日直播 · 今晚八点", "https://example.com/harvest/live", "群内专享券，开播即领")


def enter(platform: Platform, scope: Scope, world: World) -> None:
    """This function will put the tasks that wait for owners of groups into a simulated corp that starts empty.

    There they can be reminded and confirmed, whichever corp they were made in.
    """
    with platform.stores.flow.reading() as conn:
        running = queries.in_states(conn, scope, (CampaignState.RUNNING,))
    for one in running:
        if one.plan.audience.groups:
            _put(platform, scope, world, one)


def _put(platform: Platform, scope: Scope, world: World, one: Campaign) -> None:
    now_ms = platform.clock.now_ms()
    with platform.stores.flow.reading() as conn:
        tasks = queries.advisor_tasks(conn, scope, one.id, now_ms=now_ms, limit=TASKS_MAX, only="waiting")
        waiting = group_results(conn, scope, one.id, Outcome.WAITING, limit=PAGE_MAX)
    for task in tasks:
        chats = [each.chat_id for each in waiting if each.owner == task.advisor]
        if chats and task.advisor in world.state.members:
            made = world.put_group_mass(
                task.vendor_id, task.advisor, chats, text=one.plan.text, created_at_ms=task.created_at_ms
            )
            made.reminded_at_ms = list(task.reminded_at_ms)


@dataclass(frozen=True, slots=True)
class GroupsPast:
    """What was sent to the groups; `world` has them, `platform` and `clock` tell the past's time."""

    platform: Platform
    scope: Scope
    world: World
    desk: WecomDesk
    clock: VirtualClock

    def old(self) -> None:
        """This function will send to the groups there were then; the last owner never confirms."""
        groups = self._groups()[:GROUPS_THEN]
        if len(groups) >= GROUPS_MIN:
            plan = Plan(Audience(groups=groups), "周末接龙开始了，粮油满 79 减 10，报名的朋友给您留货。")
            self._confirm(self._send("周末接龙", plan), leaving=1)

    def give_up(self) -> None:
        """This function will end what has waited for more than a month."""
        self._work()

    def new(self) -> None:
        """This function will send a coupon to one group and, the same morning, news to all: each becomes something else."""
        groups = self._groups()
        if len(groups) < GROUPS_MIN:
            return
        text = "早上好，本群专享：鲜奶第二瓶半价券已发，今天有效。"
        self._confirm(self._send("群专享早安券", Plan(Audience(groups=groups[:1]), text)), leaving=0)
        self.clock.advance(HOUR_MS)
        *others, last = groups
        # Chosen before it got another owner.
        stale = GroupTarget(last.chat_id, last.name, others[-1].owner)
        text = "今晚八点会员日直播，群里的朋友有专享券，开播先领再抢。"
        plan = Plan(Audience(groups=(*others, stale)), text, (LINK,), reminders=Reminders(REMIND_HOURS, 1))
        self._confirm(self._send("会员日直播提醒", plan), leaving=2)
        self.clock.advance(REMIND_HOURS * HOUR_MS)
        remind(self.platform, self.desk, self.scope)

    def _groups(self) -> tuple[GroupTarget, ...]:
        with self.platform.stores.core.reading() as conn:
            found = reachable_groups(conn, self.scope)
        ordered = sorted(found, key=lambda one: one.chat_id)
        return tuple(GroupTarget(one.chat_id, one.name, one.owner_userid) for one in ordered)

    def _send(self, name: str, plan: Plan) -> int:
        on, scope, at_ms = self.platform, self.scope, self.clock.now_ms()
        told = foretell(on, scope, plan)
        made = on.stores.flow.write(
            lambda conn: operations.create_campaign(conn, scope, name=name, plan=plan, at_ms=at_ms)
        )
        on.stores.flow.write(lambda conn: operations.send_campaign(conn, scope, made.id, told, at_ms=at_ms))
        while advance(on, scope) or dispatch_groups(on, self.desk, scope):
            pass
        return made.id

    def _confirm(self, campaign_id: int, *, leaving: int) -> None:
        """This function will let all owners but the last `leaving` confirm, one after the other."""
        at_ms = self.clock.now_ms()
        with self.platform.stores.flow.reading() as conn:
            tasks = queries.advisor_tasks(conn, self.scope, campaign_id, now_ms=at_ms, limit=TASKS_MAX)
        for task in tasks[: len(tasks) - leaving]:
            self.clock.advance(7 * MINUTE_MS)
            self.world.confirm_mass(task.vendor_id, task.advisor)
        self.clock.advance(7 * MINUTE_MS)
        self._work()

    def _work(self) -> None:
        collect_groups(self.platform, self.desk, self.scope)
        finish(self.platform, self.scope)
