"""Making moments, stopping them, and reading what came of them (p95094, p93333, p97612)."""

from collections.abc import Iterable, Iterator, Sequence

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import MEDIA_GONE
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints import moments as api
from siyu.connectors.wecom.client.endpoints.content import Attachment as Card
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.client.library import MediaLibrary, forget
from siyu.connectors.wecom.credentials import Corp, corp_of
from siyu.connectors.wecom.materials.cards import media_ids
from siyu.connectors.wecom.models import wecom_tag
from siyu.connectors.wecom.sidebar.media import WecomMediaStore
from siyu.content import queries as content
from siyu.content.contracts import Material, MaterialKind
from siyu.kit.clock import SECOND_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Attachment
from siyu.outreach.moments.contracts import JobReport, NewMoment
from siyu.outreach.moments.ports import MomentGone
from siyu.outreach.ports import Uncertain

SYSTEM_BUSY = -1
UNKNOWN_JOB = 40088
UNKNOWN_MOMENT = 41060
STILL_HANDING_OUT = 41079
NOT_PUBLISHED = 41062
MADE_BY_CORP = 0
PUBLISHED = 1
TAGS_PER_READ = 500
# Between the two ends of a window that both are left out.
WINDOW_MARGIN_S = 60


class WecomMomentDesk:
    """Implements moments' MomentDesk port."""

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client
        self._media = WecomMediaStore(platform, MediaLibrary(platform, client))

    def create(self, scope: Scope, moment: NewMoment) -> str:
        """This function will upload what the moment shows, start the vendor's job and return its id."""
        corp, cards = self._corp(scope), self._cards(scope, moment.attachments)
        try:
            return api.create(
                self._client,
                corp,
                text=moment.text,
                attachments=cards,
                senders=moment.senders or (),
                tag_ids=moment.tag_ids,
            )
        except WecomUnreachable as error:
            if error.sent:
                raise Uncertain(value=error.value) from error
            raise
        except WecomRefused as error:
            if error.errcode == SYSTEM_BUSY:  # "busy" does not say whether the job was made
                raise Uncertain(value=error.value) from error
            if error.errcode in MEDIA_GONE:
                forget(self._platform, scope, corp, media_ids([dict(one) for one in cards]))
                error.permanent = False
            raise

    def progress(self, scope: Scope, job_id: str) -> JobReport | None:
        """This function will say how far a job is; None: WeCom forgot it (a day on) or never knew it."""
        try:
            found = api.job(self._client, self._corp(scope), job_id)
        except WecomRefused as error:
            if error.errcode == UNKNOWN_JOB:
                return None
            raise
        if found.get("status") != api.DONE:
            return JobReport(False)
        result: Json = found.get("result") or {}
        unknown = (result.get("invalid_sender_list") or {}).get("user_list") or []
        if result.get("errcode"):
            return JobReport(True, problem=f"{result['errcode']} {result.get('errmsg', '')}"[:200])
        return JobReport(True, str(result.get("moment_id") or ""), tuple(str(one) for one in unknown))

    def find(self, scope: Scope, text: str, *, since_ms: int, known: frozenset[str]) -> str:
        """This function will return a corp moment with this text that is not `known`, "" for none."""
        start_s = since_ms // SECOND_MS - WINDOW_MARGIN_S
        end_s = self._platform.clock.now_ms() // SECOND_MS + WINDOW_MARGIN_S
        for row in api.moments(self._client, self._corp(scope), start_s=start_s, end_s=end_s):
            said = (row.get("text") or {}).get("content") or ""
            if row.get("create_type") == MADE_BY_CORP and said == text and row["moment_id"] not in known:
                return row["moment_id"]
        return ""

    def publications(self, scope: Scope, vendor_id: str) -> Iterator[tuple[str, bool]]:
        """This function will yield each member and whether they have published; none while WeCom hands it out."""
        try:
            for row in api.publications(self._client, self._corp(scope), vendor_id):
                yield str(row["userid"]), row.get("publish_status") == PUBLISHED
        except WecomRefused as error:
            if error.errcode == UNKNOWN_MOMENT:
                raise MomentGone(value=vendor_id) from error
            if error.errcode != STILL_HANDING_OUT:
                raise

    def viewers(self, scope: Scope, vendor_id: str, advisor: str) -> list[str]:
        """This function will list the customers who can see a member's post; none before it is published."""
        try:
            return list(api.viewers(self._client, self._corp(scope), vendor_id, advisor))
        except WecomRefused as error:
            if error.errcode == NOT_PUBLISHED:
                return []
            raise

    def reactions(self, scope: Scope, vendor_id: str, advisor: str) -> tuple[int, int]:
        """This function will count the customers' comments and likes under a member's post; colleagues' are left out."""
        comments, likes = api.reactions(self._client, self._corp(scope), vendor_id, advisor)
        return _by_customers(comments), _by_customers(likes)

    def cancel(self, scope: Scope, vendor_id: str) -> None:
        """This function will stop what has not been published."""
        api.cancel(self._client, self._corp(scope), vendor_id)

    def tags(self, scope: Scope, tag_ids: Iterable[int] | None = None) -> dict[int, str]:
        """This function will return the corp's ids of our tags, as the last reading of its tags stored them."""
        table = wecom_tag.c
        known = scoped.select(scope, table.tag_id, table.vendor_id).where(
            table.tag_id.is_not(None), table.deleted.is_(False)
        )
        found: dict[int, str] = {}
        with self._platform.stores.core.reading() as conn:
            if tag_ids is None:
                return {int(row.tag_id): str(row.vendor_id) for row in conn.execute(known)}
            for part in scoped.batches(sorted(set(tag_ids)), TAGS_PER_READ):
                rows = conn.execute(known.where(table.tag_id.in_(part)))
                found |= {int(row.tag_id): str(row.vendor_id) for row in rows}
        return found

    def _corp(self, scope: Scope) -> Corp:
        return corp_of(self._platform, scope)

    def _cards(self, scope: Scope, attachments: Sequence[Attachment]) -> list[Card]:
        with self._platform.stores.core.reading() as conn:
            found = content.materials_by_id(conn, scope, [one.material_id for one in attachments])
        for one in attachments:
            if one.material_id not in found:
                raise content.UnknownMaterial(field="material", value=one.title)
        return [self._card(scope, found[one.material_id]) for one in attachments]

    def _card(self, scope: Scope, material: Material) -> Card:
        media_id = self._media.moment_media_id(scope, material)
        if material.kind is MaterialKind.LINK:
            card = {"title": material.title, "url": material.body["url"], "media_id": media_id}
            return Card(msgtype="link", link=card)
        if material.kind is MaterialKind.VIDEO:
            return Card(msgtype="video", video={"media_id": media_id})
        return Card(msgtype="image", image={"media_id": media_id})


def _by_customers(rows: Sequence[Json]) -> int:
    return sum("external_userid" in row for row in rows)
