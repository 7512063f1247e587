"""Implements acquisition's LinkDesk with the WeCom API."""

from collections.abc import Callable, Iterator

from siyu.acquisition.links.contracts import LinkCustomer, LinkQuota, Lot, VendorLink
from siyu.acquisition.syncing.contracts import Ended, Result
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints import acquisition as api
from siyu.connectors.wecom.client.endpoints.acquisition import LinkDetail
from siyu.connectors.wecom.contact_ways.asking import ask
from siyu.connectors.wecom.credentials import Corp, corp_of
from siyu.kit.calendar import day_begin_ms
from siyu.kit.clock import DAY_MS, SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

# A link id that is not known: the only thing that can be wrong with a request that carries nothing else.
NO_SUCH_LINK = (40058, 40063)
# Links looked at when one of ours may or may not have been made in the last minutes.
LOOKED_AT_MAX = 200
HAS_WRITTEN = 1
GONE = dict.fromkeys(NO_SUCH_LINK, Result(Ended.DONE))


class WecomLinkDesk:
    """The acquisition links of every brand's corp; one for a process."""

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client

    def create(self, scope: Scope, link: VendorLink) -> Result:
        """This function will make a link."""

        def call(corp: Corp) -> Result:
            made = api.create(
                self._client, corp, link.name, users=link.users, departments=link.departments,
                skip_verify=link.skip_verify,
            )  # fmt: skip
            return Result(Ended.DONE, config_id=str(made["link_id"]), qr_url=str(made.get("url", "")))

        return self._ask(scope, call)

    def find(self, scope: Scope, name: str, since_ms: int, known: frozenset[str]) -> Result:
        """This function will look through the corp's links for one of this name made since a moment, not `known`."""

        def call(corp: Corp) -> Result:
            for number, link_id in enumerate(one for one in api.link_ids(self._client, corp) if one not in known):
                if number >= LOOKED_AT_MAX:
                    return Result(Ended.LATER, "企业微信中的获客链接过多，无法核对", "too many links to look through")
                detail = api.link(self._client, corp, link_id)
                link = detail["link"]
                if link.get("link_name") == name and int(link.get("create_time") or 0) * SECOND_MS >= since_ms:
                    return Result(Ended.DONE, config_id=link_id, qr_url=str(link.get("url", "")))
            return Result(Ended.DONE)

        return self._ask(scope, call)

    def read(self, scope: Scope, vendor_id: str) -> tuple[Result, VendorLink | None]:
        """This function will read a link back; None when the vendor does not know it."""
        seen: list[VendorLink] = []

        def call(corp: Corp) -> Result:
            seen.append(_read(api.link(self._client, corp, vendor_id)))
            return Result(Ended.DONE)

        result = self._ask(scope, call, absent=True)
        return result, seen[0] if seen else None

    def update(self, scope: Scope, vendor_id: str, link: VendorLink) -> Result:
        """This function will overwrite name, members, departments and acceptance."""

        def call(corp: Corp) -> Result:
            api.update(
                self._client, corp, vendor_id, name=link.name, users=link.users, departments=link.departments,
                skip_verify=link.skip_verify,
            )  # fmt: skip
            return Result(Ended.DONE)

        return self._ask(scope, call)

    def remove(self, scope: Scope, vendor_id: str) -> Result:
        """This function will delete a link; one that is not known is gone already."""

        def call(corp: Corp) -> Result:
            api.delete(self._client, corp, vendor_id)
            return Result(Ended.DONE)

        return self._ask(scope, call, absent=True)

    def customers(self, scope: Scope, vendor_id: str) -> Iterator[LinkCustomer]:
        """This function will yield who came through a link, page by page. Raises WecomRefused and its like."""
        for one in api.customers(self._client, corp_of(self._platform, scope), vendor_id):
            spoke = one.get("chat_status") == HAS_WRITTEN
            yield LinkCustomer(str(one["external_userid"]), str(one["userid"]), str(one.get("state") or ""), spoke)

    def quota(self, scope: Scope) -> LinkQuota:
        """This function will return how many additions are left and when they expire."""
        found = api.quota(self._client, corp_of(self._platform, scope))
        lots = tuple(
            Lot(int(one["expire_date"]) * SECOND_MS, int(one["balance"])) for one in found.get("quota_list") or []
        )
        now_ms = self._platform.clock.now_ms()
        return LinkQuota(int(found.get("total", 0)), int(found.get("balance", 0)), lots, now_ms)

    def figures(self, scope: Scope, vendor_id: str, day: int) -> tuple[int, int]:
        """This function will return clicks and additions of one day; the vendor's days are China's."""
        start_ms = day_begin_ms(day)
        span = {"start_s": start_ms // SECOND_MS, "end_s": (start_ms + DAY_MS) // SECOND_MS - 1}
        found = api.figures(self._client, corp_of(self._platform, scope), vendor_id, **span)
        return int(found.get("click_link_customer_cnt", 0)), int(found.get("new_customer_cnt", 0))

    def _ask(self, scope: Scope, call: Callable[[Corp], Result], *, absent: bool = False) -> Result:
        return ask(self._platform, scope, call, gone=GONE if absent else {})


def _read(detail: LinkDetail) -> VendorLink:
    people: Json = detail.get("range") or {}
    link = detail["link"]
    return VendorLink(
        name=str(link.get("link_name", "")),
        users=tuple(sorted(str(one) for one in people.get("user_list") or [])),
        departments=tuple(sorted(int(one) for one in people.get("department_list") or [])),
        skip_verify=bool(link.get("skip_verify", True)),
    )
