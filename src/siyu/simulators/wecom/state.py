"""Everything the simulated corp knows, under one lock, and the few writes that several rooms share."""

import random
import threading
from collections import Counter, deque
from collections.abc import Callable

from siyu.simulators.wecom.crowds import Crowd, Customers
from siyu.simulators.wecom.entities import (
    AccessToken,
    App,
    AppKind,
    ContactWay,
    Department,
    Element,
    Event,
    MassTask,
    Media,
    Member,
    Relation,
    RelationStatus,
    SentMessage,
    Tag,
    TagGroup,
    Welcome,
)
from siyu.simulators.wecom.frequency import FrequencyGate
from siyu.simulators.wecom.friendships import Friends
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.nouns.archive import ArchiveBook
from siyu.simulators.wecom.nouns.groups import GroupBook
from siyu.simulators.wecom.nouns.links import LinkBook
from siyu.simulators.wecom.nouns.login import LoginDesk
from siyu.simulators.wecom.nouns.moments import MomentBook
from siyu.simulators.wecom.nouns.notices import NoticeBook
from siyu.simulators.wecom.nouns.transfers import TransferBook
from siyu.simulators.wecom.quota import MassQuota

ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
HEX_ALPHABET = "0123456789abcdef"


class State:
    """This object will hold all entities; every reader and writer takes `lock` (re-entrant) first.

    `changed` wakes the callback sender. Ids and choices come from one seeded generator, so a run can be repeated.
    """

    def __init__(self, *, clock_ms: Callable[[], int], seed: int, corpid: str, limits: Limits) -> None:
        """Start an empty corp whose clock is `clock_ms` plus whatever `skip_ms` adds."""
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.seed, self.corpid, self.limits = seed, corpid, limits
        self.random = random.Random(seed)
        self.base_url = ""
        self._clock_ms = clock_ms
        self._skipped_ms = 0
        self._serial = 0
        self._pages = 0
        self.cursor_epoch = 0
        self._open_corp()

    def _open_corp(self) -> None:
        self.apps: dict[int, App] = {}
        self.tokens: dict[str, AccessToken] = {}
        self.members: dict[str, Member] = {}
        self.departments: dict[int, Department] = {1: Department(1, "总部", parent_id=0)}
        self.login = LoginDesk()
        self.customers = Customers()
        self.friends = Friends()
        self.tag_groups: dict[str, TagGroup] = {}
        self.tags: dict[str, Tag] = {}
        self.ways: dict[str, ContactWay] = {}
        self.welcomes: dict[str, Welcome] = {}
        self.tasks: dict[str, MassTask] = {}
        self.fresh_tasks: deque[MassTask] = deque()
        self.groups = GroupBook()
        self.transfers = TransferBook()
        self.archive = ArchiveBook()
        self.links = LinkBook()
        self.moments = MomentBook()
        self.notices = NoticeBook()
        self.media: dict[str, Media] = {}
        self.picture_urls: set[str] = set()
        self.quota = MassQuota(self.limits)
        self.sent: deque[SentMessage] = deque(maxlen=self.limits.sent_log_max)
        self.events: deque[Event] = deque(maxlen=self.limits.callback_queue_max)
        self.calls: Counter[str] = Counter()
        self.frequency = FrequencyGate(self.limits)

    def now_ms(self) -> int:
        """Return the corp's time in milliseconds UTC."""
        return self._clock_ms() + self._skipped_ms

    def skip_ms(self, milliseconds: int) -> None:
        """Move the corp's time forward."""
        with self.lock:
            self._skipped_ms += max(0, milliseconds)

    def next_serial(self) -> int:
        """Return the next number of creation."""
        self._serial += 1
        return self._serial

    def new_id(self, prefix: str, length: int = 30, alphabet: str = ID_ALPHABET) -> str:
        """Return a new opaque id with a prefix."""
        return prefix + "".join(self.random.choices(alphabet, k=length))

    def fit_page(self, size: int) -> int:
        """Return the page size to serve: every n-th page is short when `short_page_every` is n."""
        self._pages += 1
        every = self.limits.short_page_every
        return max(1, size // 2) if every and self._pages % every == 0 else size

    def publish(self, userid: str | None, *fields: Element, audience: AppKind = "app", sender: str = "sys") -> None:
        """Queue an event for every app of this kind that sees the member and has a callback address."""
        with self.lock:
            self.events.append(Event(userid, self.now_ms(), fields, audience, sender))
            self.changed.notify()

    def cursor_scope(self, *parts: object) -> str:
        """Return what a cursor is bound to: the query, and the epoch that `expire_cursors` ends."""
        return ":".join(map(str, (self.cursor_epoch, *parts)))

    def befriend(
        self, userid: str, external_userid: str, *, add_way: int = 1, state: str = "", created_at_ms: int | None = None
    ) -> Relation:
        """Create a friendship that the customer began, now unless told otherwise, and return it; nothing is published."""
        relation = Relation(
            serial=self.next_serial(),
            userid=userid,
            external_userid=external_userid,
            created_at_ms=self.now_ms() if created_at_ms is None else created_at_ms,
            add_way=add_way,
            oper_userid=external_userid,
            state=state,
        )
        self.friends.put(relation)
        return relation

    def add_crowd(self, prefix: str, userids: tuple[str, ...], per_member: int, created_at_ms: int) -> Crowd:
        """Give each member that many customers of their own, quietly, and return the crowd."""
        places = {userid: place for place, userid in enumerate(userids)}
        crowd = Crowd(prefix, userids, per_member, created_at_ms, self._serial + 1, places)
        self._serial += len(crowd)
        self.friends.crowds.append(crowd)
        self.customers.crowds.append(crowd)
        return crowd

    def is_friend(self, userid: str, external_userid: str) -> bool:
        """Return whether both sides still are friends."""
        relation = self.friends.find(userid, external_userid)
        return relation is not None and relation.status is RelationStatus.NORMAL

    def is_full(self, member: Member, external_userid: str) -> bool:
        """Return whether a member has no room for one more customer; a friend needs no room."""
        if member.customers_max is None or self.is_friend(member.userid, external_userid):
            return False
        return self.friends.count(member.userid) >= member.customers_max

    def owns_group(self, userid: str, chat_id: str) -> bool:
        """Return whether a member owns a group that still exists."""
        chat = self.groups.chats.get(chat_id)
        return chat is not None and chat.is_open and chat.owner == userid

    def expand_users(self, userids: list[str], departments: list[int]) -> list[str]:
        """Return the members named directly or through departments, each once."""
        wanted = set(departments)
        inside = [m.userid for m in self.members.values() if wanted.intersection(m.departments)] if wanted else []
        return list(dict.fromkeys([*userids, *inside]))
