"""The simulated corp as one object: build it, let people act in it, move its clock, run its background."""

import base64
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from siyu.simulators.wecom.api.credentials import revoke_tokens
from siyu.simulators.wecom.api.tags import create_group, create_tag
from siyu.simulators.wecom.callbacks.post import Verified, verify_url
from siyu.simulators.wecom.callbacks.sender import CallbackSender, CallbackTrouble, Delivery
from siyu.simulators.wecom.entities import App, MassTask, Member, SentMessage
from siyu.simulators.wecom.faults import Fault, FaultPlan
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.people import friends, mass, seeding
from siyu.simulators.wecom.people.friends import Meeting
from siyu.simulators.wecom.people.mass import ConfirmDiary, Confirmed, ConfirmHabit
from siyu.simulators.wecom.state import State

CORPID = "wwsimulatedcorp01"
FIRST_AGENTID = 1_000_002
TICK_S = 0.25


@dataclass(frozen=True, slots=True)
class AppKeys:
    """This record is what an app is configured with: API secret, callback token, 43-character EncodingAESKey."""

    secret: str
    token: str
    aes_key: str


class World:
    """This object will hold one corp; every method is safe from any thread.

    `clock_ms` is the injected clock; `advance` moves the corp's own time further ahead of it. Without `start`,
    nothing happens by itself: call `advance` and `deliver_callbacks`. The same seed gives the same ids and people.
    """

    def __init__(
        self,
        clock_ms: Callable[[], int],
        *,
        seed: int = 1,
        corpid: str = CORPID,
        limits: Limits | None = None,
    ) -> None:
        """Create an empty corp with one corp id and the documented limits."""
        self.state = State(clock_ms=clock_ms, seed=seed, corpid=corpid, limits=limits or Limits())
        self.faults = FaultPlan()
        self._diary = ConfirmDiary(self.state)
        self._sender = CallbackSender(self.state)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def corpid(self) -> str:
        """Return the corp id (ToUserName of callbacks, receiver of their encryption)."""
        return self.state.corpid

    def add_app(
        self,
        name: str = "私域助手",
        *,
        agentid: int | None = None,
        callback_url: str | None = None,
        visible_userids: Iterable[str] | None = None,
        keys: AppKeys | None = None,
    ) -> App:
        """Add a self-built app and return it; its secret, token and EncodingAESKey are drawn from the seed or given."""
        state = self.state
        with state.lock:
            number = agentid if agentid is not None else FIRST_AGENTID + len(state.apps)
            visible = frozenset(visible_userids) if visible_userids is not None else None
            drawn = keys or _draw_keys(state)
            app = App(number, name, drawn.secret, drawn.token, drawn.aes_key, callback_url, visible_userids=visible)
            state.apps[number] = app
            return app

    def set_callback_url(self, agentid: int, url: str | None) -> None:
        """Set where an app receives callbacks; None stops them."""
        with self.state.lock:
            self.state.apps[agentid].callback_url = url

    def verify_callback_url(self, agentid: int) -> Verified:
        """Send the GET verification the vendor sends on save and return its outcome."""
        return verify_url(self.state, self.state.apps[agentid])

    def add_member(self, userid: str, name: str | None = None, *, departments: tuple[int, ...] = (1,)) -> Member:
        """Add an active member with 客户联系 and return the record, whose flags may be changed."""
        member = Member(userid, name or userid, departments=departments)
        seeding.add_members(self.state, [member])
        return member

    def add_members(self, members: Iterable[Member]) -> None:
        """Add many members at once."""
        seeding.add_members(self.state, members)

    def seed_friends(
        self,
        userid: str,
        external_userids: Iterable[str],
        *,
        names: Mapping[str, str] | None = None,
        created_at_ms: int | None = None,
    ) -> int:
        """Make customers friends of a member, now or at a given time, without callbacks; return how many are new."""
        return seeding.seed_friends(self.state, userid, external_userids, names=names, created_at_ms=created_at_ms)

    def seed_tags(self, group_name: str, names: Iterable[str], *, agentid: int | None = None) -> dict[str, str]:
        """Create corp tags as the console would (or as an app), and return tag name to tag id."""
        with self.state.lock:
            group = create_group(self.state, group_name, order=0, agentid=agentid)
            return {name: create_tag(self.state, group, name, order=0, agentid=agentid).tag_id for name in names}

    def scan(self, config_id: str, *, external_userid: str | None = None, name: str | None = None) -> Meeting:
        """Let a customer scan a contact way: they become friends, the callback is queued."""
        return friends.scan_contact_way(self.state, config_id, external_userid=external_userid, name=name)

    def add_friend(self, userid: str, external_userid: str, *, channel: str = "") -> Meeting:
        """Let a customer add a member directly, as by a card or a search."""
        with self.state.lock:
            friends.meet_customer(self.state, external_userid)
            return friends.add_friend(self.state, userid, external_userid, channel=channel, add_way=3)

    def customer_deletes(self, external_userid: str, userid: str) -> None:
        """Let a customer delete a member (del_follow_user)."""
        friends.customer_deletes(self.state, external_userid, userid)

    def member_deletes(self, userid: str, external_userid: str) -> None:
        """Let a member delete a customer (del_external_contact)."""
        friends.member_deletes(self.state, userid, external_userid)

    def member_edits(
        self,
        userid: str,
        external_userid: str,
        *,
        remark: str | None = None,
        mobiles: list[str] | None = None,
        personal_tags: list[str] | None = None,
    ) -> None:
        """Let a member edit notes on a customer (edit_external_contact)."""
        friends.member_edits(
            self.state, userid, external_userid, remark=remark, mobiles=mobiles, personal_tags=personal_tags
        )

    def chat(self, userid: str, external_userid: str) -> None:
        """Let the two exchange a message: the welcome is lost, and this member chatted last."""
        friends.chat(self.state, userid, external_userid)

    def contend_welcome(self, welcome_code: str, *, times: int = 1) -> None:
        """Make the next sends of a welcome meet another sending app (41096)."""
        friends.contend_welcome(self.state, welcome_code, times=times)

    def confirm_mass(
        self, msgid: str, userid: str, *, external_userids: Iterable[str] | None = None, share: float = 1.0
    ) -> Confirmed:
        """Let a member confirm a mass message, to all, to some, or to the first share of the list."""
        return mass.confirm(self.state, msgid, userid, external_userids=external_userids, share=share)

    def send_own_mass(self, userid: str, external_userids: list[str], *, text: str) -> str:
        """Let a member send a mass message of their own; it counts in the quota."""
        return mass.send_own(self.state, userid, external_userids, text=text)

    def set_confirm_habit(self, habit: ConfirmHabit | None) -> None:
        """Let members confirm mass messages by themselves from now on, or (None) no more."""
        self._diary.set_habit(habit)

    def set_callback_trouble(self, trouble: CallbackTrouble) -> None:
        """Make the callback line unreliable in the given way."""
        with self.state.lock:
            self._sender.trouble = trouble

    def add_fault(self, fault: Fault) -> None:
        """Plan misbehaviour for the next calls of a path."""
        self.faults.add(fault)

    def revoke_tokens(self) -> None:
        """Make every access_token invalid before its time (40014)."""
        with self.state.lock:
            revoke_tokens(self.state)

    def advance(self, milliseconds: int = 0) -> int:
        """Move the corp's time forward, do what fell due, and return how many mass shares were confirmed."""
        self.state.skip_ms(milliseconds)
        return self._diary.confirm_due()

    def deliver_callbacks(self) -> int:
        """Post all waiting callbacks now, in this thread, retries at once; return the attempts made."""
        return self._sender.deliver_all()

    def callbacks_pending(self) -> int:
        """Return how many callbacks wait to be posted."""
        return self._sender.pending()

    def deliveries(self) -> list[Delivery]:
        """Return the attempts made so far, oldest first (a bounded log)."""
        with self.state.lock:
            return list(self._sender.deliveries)

    def sent_messages(self, external_userid: str | None = None) -> list[SentMessage]:
        """Return what customers received, or one customer, oldest first."""
        with self.state.lock:
            return [m for m in self.state.sent if external_userid is None or m.external_userid == external_userid]

    def mass_tasks(self) -> list[MassTask]:
        """Return all mass messages, oldest first."""
        with self.state.lock:
            return list(self.state.tasks.values())

    def quota_left(self, external_userid: str, userid: str = "") -> int:
        """Return how many mass messages a customer can still receive in the present period."""
        with self.state.lock:
            return self.state.quota.left(external_userid, userid, self.state.now_ms())

    def calls(self) -> dict[str, int]:
        """Return how often each path below /cgi-bin/ was called, refusals included."""
        with self.state.lock:
            return dict(self.state.calls)

    def start(self) -> None:
        """Begin posting callbacks and following habits in the background; starting twice changes nothing."""
        if self._threads:
            return
        self._stop.clear()
        jobs = (("wecom-callbacks", self._post_callbacks), ("wecom-habits", self._follow_habits))
        self._threads = [threading.Thread(target=job, name=name, daemon=True) for name, job in jobs]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the background cleanly; callbacks still waiting stay queued."""
        self._stop.set()
        with self.state.changed:
            self.state.changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=self.state.limits.callback_timeout_s + 1)
        self._threads = []
        self._sender.close_connections()

    def _post_callbacks(self) -> None:
        self._sender.run(self._stop)

    def _follow_habits(self) -> None:
        while not self._stop.wait(TICK_S):
            self.advance()


def _draw_keys(state: State) -> AppKeys:
    key = base64.b64encode(state.random.randbytes(32)).decode().rstrip("=")
    return AppKeys(state.new_id("", 43), state.new_id("", 24), key.replace("+", "A").replace("/", "B"))
