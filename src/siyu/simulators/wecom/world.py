"""The simulated corp as one object: build it, let people act in it, move its clock, run its background."""

import base64
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from siyu.simulators.wecom.acts.archive import ArchiveActs
from siyu.simulators.wecom.acts.friends import FriendActs
from siyu.simulators.wecom.acts.groups import GroupActs
from siyu.simulators.wecom.acts.links import ConsoleActs, LinkActs
from siyu.simulators.wecom.acts.login import LoginActs
from siyu.simulators.wecom.acts.mass import MassActs
from siyu.simulators.wecom.acts.moments import MomentActs
from siyu.simulators.wecom.acts.organisation import OrganisationActs
from siyu.simulators.wecom.acts.transfers import TransferActs
from siyu.simulators.wecom.api.credentials import expire_tokens, revoke_tokens
from siyu.simulators.wecom.callbacks.post import Verified, verify_url
from siyu.simulators.wecom.callbacks.sender import CallbackSender, CallbackTrouble, Delivery
from siyu.simulators.wecom.entities import App, AppKind
from siyu.simulators.wecom.faults import Fault, FaultPlan
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.people.mass import ConfirmDiary, ConfirmHabit
from siyu.simulators.wecom.people.transfers import settle_due
from siyu.simulators.wecom.state import State

CORPID = "wwsimulatedcorp01"
FIRST_AGENTID = 1_000_002
SYSTEM_AGENTIDS: dict[AppKind, int] = {"contacts": 2_000_003, "archive": 2_000_004}
TICK_S = 0.25


@dataclass(frozen=True, slots=True)
class AppKeys:
    """This record is what an app is configured with: API secret, callback token, 43-character EncodingAESKey."""

    secret: str
    token: str
    aes_key: str


class World(
    OrganisationActs,
    FriendActs,
    MassActs,
    GroupActs,
    TransferActs,
    LinkActs,
    ConsoleActs,
    MomentActs,
    ArchiveActs,
    LoginActs,
):
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
        self.faults = FaultPlan(seed)
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
        kind: AppKind = "app",
    ) -> App:
        """Add a self-built app and return it; its secret, token and EncodingAESKey are drawn from the seed or given.

        `kind` "contacts" is 通讯录同步 (the only one that may call `user/list_id`), "archive" is 会话内容存档.
        """
        state = self.state
        with state.lock:
            number = agentid if agentid is not None else SYSTEM_AGENTIDS.get(kind, FIRST_AGENTID + len(state.apps))
            visible = frozenset(visible_userids) if visible_userids is not None else None
            drawn = keys or _draw_keys(state)
            app = App(number, name, drawn.secret, drawn.token, drawn.aes_key, callback_url)
            app.visible_userids, app.kind = visible, kind
            state.apps[number] = app
            return app

    def set_callback_url(self, agentid: int, url: str | None) -> None:
        """Set where an app receives callbacks; None stops them."""
        with self.state.lock:
            self.state.apps[agentid].callback_url = url

    def verify_callback_url(self, agentid: int) -> Verified:
        """Send the GET verification the vendor sends on save and return its outcome."""
        return verify_url(self.state, self.state.apps[agentid])

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

    def expire_tokens(self) -> None:
        """Let every access_token reach its end now (42001)."""
        with self.state.lock:
            expire_tokens(self.state)

    def expire_cursors(self) -> None:
        """Make every cursor handed out so far invalid (50100), as when the data behind it changed."""
        with self.state.lock:
            self.state.cursor_epoch += 1

    def advance(self, milliseconds: int = 0) -> int:
        """Move the corp's time forward, do what fell due, and return how many mass shares were confirmed."""
        self.state.skip_ms(milliseconds)
        settle_due(self.state)
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

    def _post_callbacks(self) -> None:
        self._sender.run(self._stop)

    def _follow_habits(self) -> None:
        while not self._stop.wait(TICK_S):
            self.advance()


def _draw_keys(state: State) -> AppKeys:
    key = base64.b64encode(state.random.randbytes(32)).decode().rstrip("=")
    return AppKeys(state.new_id("", 43), state.new_id("", 24), key.replace("+", "A").replace("/", "B"))
