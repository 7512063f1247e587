"""Callbacks about groups (`change_external_chat`): who went is noted at once, what else changed is read again.

By the vendor's member version (p92130): word of a state that we hold already changes nothing; who went is taken off
when the word follows on what we hold; everything else has the group read, since only that says who came by which code.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.parsers.expat import ParserCreate

from sqlalchemy import Connection

from siyu.communities import operations, queries
from siyu.communities.contracts import Departure, GroupStatus, QuitScene
from siyu.connectors.wecom.callbacks.knocks import Knock
from siyu.connectors.wecom.groups import queue
from siyu.connectors.wecom.groups.wording import QUITS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

KIND = "change_external_chat"
CREATE, UPDATE, DISMISS = "create", "update", "dismiss"
CAME, WENT = "add_member", "del_member"


@dataclass(slots=True)
class Meaning:
    """What the callbacks of one group come to. `version`: what we hold after them, as far as they follow on each other."""

    version: str
    departures: list[Departure] = field(default_factory=list)
    read: bool = False
    dismissed_at_ms: int | None = None


def take(platform: Platform, scope: Scope, knocks: Sequence[Knock]) -> None:
    """This function will take in callbacks about groups in one transaction, many or one, in any order, any number of times."""
    by_chat: dict[str, list[Knock]] = defaultdict(list)
    for knock in knocks:
        if chat_id := knock.fields.get("ChatId", ""):
            by_chat[chat_id].append(knock)
    now_ms = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        held = queries.member_versions(conn, scope, by_chat)
        found = {one: meaning_of(held.get(one, ""), mine) for one, mine in by_chat.items()}
        words = [word for one in found.values() for word in one.departures]
        operations.note_departures(platform, conn, scope, words)
        ended = {one: meant.dismissed_at_ms for one, meant in found.items() if meant.dismissed_at_ms is not None}
        operations.dismiss(platform, conn, scope, ended, GroupStatus.DISMISSED)
        moved = {one: meant.version for one, meant in found.items() if meant.version != held.get(one, "")}
        operations.move_versions(conn, scope, moved)
        stale = [one for one, meant in found.items() if meant.read and one not in ended]
        queue.name_changed(conn, scope, stale, now_ms=now_ms)

    platform.stores.core.write(work)


def meaning_of(version: str, knocks: Iterable[Knock]) -> Meaning:
    """This function will say what a group's callbacks come to, given the member version that is held ("": none)."""
    meant = Meaning(version)
    for knock in sorted(knocks, key=lambda one: (one.at_ms, one.callback.id)):
        change, detail = knock.fields.get("ChangeType"), knock.fields.get("UpdateDetail")
        if change == DISMISS:
            meant.dismissed_at_ms = knock.at_ms
        elif change == UPDATE and detail in (CAME, WENT):
            _moved(meant, knock, went=detail == WENT)
        else:
            meant.read = True
    return meant


def _moved(meant: Meaning, knock: Knock, *, went: bool) -> None:
    before, after = knock.fields.get("LastMemVer", ""), knock.fields.get("CurMemVer", "")
    if went:
        scene = QUITS.get(knock.fields.get("QuitScene", ""), QuitScene.LEFT)
        chat_id = knock.fields["ChatId"]
        meant.departures += [Departure(chat_id, one, knock.at_ms, scene) for one in members_of(knock)]
    if after and after == meant.version:
        return
    if went and meant.version and before == meant.version and not meant.read:
        meant.version = after
    else:
        meant.read = True


def members_of(knock: Knock) -> list[str]:
    """This function will return who a callback names; one alone is a list all the same."""
    items = _Items()
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = items.start
    parser.EndElementHandler = items.end
    parser.CharacterDataHandler = items.characters
    parser.Parse(knock.callback.body, True)
    return [text for one in items.found if (text := one.strip())]


class _Items:
    """Collects the texts of `Item` elements; the body was found free of document types when it came."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._inside = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        self._inside = tag == "Item"
        if self._inside:
            self.found.append("")

    def end(self, _: str) -> None:
        self._inside = False

    def characters(self, words: str) -> None:
        if self._inside:
            self.found[-1] += words
