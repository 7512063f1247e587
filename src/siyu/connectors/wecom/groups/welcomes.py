"""Implements communities' GroupWelcomes with group welcome templates (p92366).

A template names its picture, file, video or cover by the id of a temporary file, which lives three days (p90253). No page
says that WeCom keeps a copy of its own, so a template is written again whenever the file has gone up again.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence

from siyu.communities.welcomes.contracts import GroupWelcomeText
from siyu.communities.writing.contracts import Ended, Outcome
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import MEDIA_GONE
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints import groups as api
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.client.library import MediaLibrary, forget
from siyu.connectors.wecom.credentials import Corp, WecomNotSetUp, corp_of
from siyu.connectors.wecom.groups.asking import DONE, ask, told
from siyu.connectors.wecom.materials.cards import media_ids
from siyu.connectors.wecom.materials.writing import lasting_cards, written
from siyu.connectors.wecom.sidebar.media import FileGone, WecomMediaStore
from siyu.content.queries import UnknownMaterial
from siyu.kit.codec import encode
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

# Says of a template that the corp does not have it.
NO_SUCH_TEMPLATE = frozenset({40058})
MARK_LENGTH = 16


class WecomGroupWelcomes:
    """The group welcome templates of every brand's corp; one for a process."""

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client
        self._library = MediaLibrary(platform, client)
        self._media = WecomMediaStore(platform, self._library)

    def create(self, scope: Scope, content: GroupWelcomeText) -> Outcome:
        """This function will make a template; owners put it on their groups by hand."""

        def put(corp: Corp, attachment: Json) -> str:
            return api.add_welcome(self._client, corp, content.text, notify=content.notify, **attachment)

        return self._write(scope, content, put)

    def update(self, scope: Scope, vendor_id: str, content: GroupWelcomeText) -> Outcome:
        """This function will overwrite a template; groups that carry it greet with what it holds now."""

        def put(corp: Corp, attachment: Json) -> str:
            api.edit_welcome(self._client, corp, vendor_id, content.text, **attachment)
            return vendor_id

        return self._write(scope, content, put)

    def remove(self, scope: Scope, vendor_id: str) -> Outcome:
        """This function will delete a template."""

        def call(corp: Corp) -> Outcome:
            api.delete_welcome(self._client, corp, vendor_id)
            return DONE

        return ask(self._platform, scope, call, gone=NO_SUCH_TEMPLATE)

    def marks(self, scope: Scope, material_ids: Collection[int]) -> dict[int, str]:
        """This function will mark what materials would be written as now; "" for a file that has to be uploaded soon."""
        try:
            corp = corp_of(self._platform, scope)
        except WecomNotSetUp:
            return {}
        cards = lasting_cards(self._platform, self._library, scope, corp, material_ids)
        return {one: _mark([cards[one]]) if one in cards else "" for one in material_ids}

    def _write(self, scope: Scope, content: GroupWelcomeText, put: Callable[[Corp, Json], str]) -> Outcome:
        def call(corp: Corp) -> Outcome:
            try:
                cards = written(self._platform, self._media, scope, content.attachments)
            except (FileGone, UnknownMaterial) as error:
                return told(Ended.REFUSED, error)
            try:
                vendor_id = put(corp, {str(one["msgtype"]): one[one["msgtype"]] for one in cards})
            except WecomRefused as error:
                if error.errcode in MEDIA_GONE and (gone := media_ids(cards)):
                    forget(self._platform, scope, corp, gone)
                    return told(Ended.LATER, error)
                raise
            return Outcome(Ended.DONE, vendor_id=vendor_id, mark=_mark(cards))

        return ask(self._platform, scope, call)


def _mark(cards: Sequence[Json]) -> str:
    """This function will stand for written attachments in a few letters: another file or word, another mark."""
    return hashlib.sha256(encode(list(cards))).hexdigest()[:MARK_LENGTH] if cards else ""
