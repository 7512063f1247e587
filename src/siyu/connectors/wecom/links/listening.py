"""Callbacks about acquisition links (p97299), told to acquisition without the vendor's spelling."""

from collections.abc import Sequence

from siyu.acquisition.links.visits.contracts import LinkNews
from siyu.acquisition.links.visits.operations import take_link_news
from siyu.connectors.wecom.callbacks.knocks import Knock
from siyu.connectors.wecom.callbacks.taking import Listener
from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


def on_links(platform: Platform, scope: Scope, knocks: Sequence[Knock]) -> None:
    """This function will hand callbacks about links to acquisition, in one transaction."""
    news = [_news(one) for one in knocks]
    platform.stores.core.write(lambda conn: take_link_news(platform, conn, scope, news))


def _news(knock: Knock) -> LinkNews:
    fields = knock.fields
    return LinkNews(
        key=knock.callback.digest,
        kind=fields.get("ChangeType", ""),
        vendor_id=fields.get("LinkId", ""),
        staff=knock.userid,
        external_userid=knock.external_userid,
        count=_number(fields.get("ExpireQuotaNum", "")),
        until_ms=_number(fields.get("ExpireTime", "")) * SECOND_MS,
        at_ms=knock.at_ms,
    )


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


LISTENERS: dict[str, Listener] = {"customer_acquisition": on_links}
