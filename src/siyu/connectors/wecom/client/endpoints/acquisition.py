"""Acquisition links (获客助手, p97297, p97298, p97375, p100130)."""

from collections.abc import Iterator, Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import given

ROOM = "externalcontact/customer_acquisition/"
CUSTOMERS_PAGE = 1_000


class Link(TypedDict, total=False):
    """A link; append `?customer_channel=STATE` (64 bytes at most) to `url` to know where people came from."""

    link_id: str
    link_name: str
    url: str
    create_time: int
    skip_verify: bool
    mark_source: bool


class LinkDetail(TypedDict, total=False):
    """A link with its people."""

    link: Link
    range: Json
    priority_option: Json


class LinkCustomer(TypedDict, total=False):
    """A customer who came by a link; `chat_status` 0 silent, 1 has written, 2 unknown."""

    external_userid: str
    userid: str
    chat_status: int
    state: str


class Quota(TypedDict, total=False):
    """How many additions were bought and are left."""

    total: int
    balance: int
    quota_list: list[Json]


class LinkFigures(TypedDict, total=False):
    """Clicks and additions in a period."""

    click_link_customer_cnt: int
    new_customer_cnt: int


def link_ids(client: WecomClient, app: WecomApp) -> Iterator[str]:
    """This function will yield the ids of the corp's links."""
    for one in client.pages(app, f"{ROOM}list_link", {"limit": client.settings.links_per_page}, "link_id_list"):
        yield str(one)


def link(client: WecomClient, app: WecomApp, link_id: str) -> LinkDetail:
    """This function will return a link with its people."""
    return cast(LinkDetail, client.post(app, f"{ROOM}get", {"link_id": link_id}))


def create(
    client: WecomClient,
    app: WecomApp,
    name: str,
    *,
    users: Sequence[str] = (),
    departments: Sequence[int] = (),
    skip_verify: bool = True,
    **more: object,
) -> Link:
    """This function will make a link to members and departments (500 people at most); `more` as in p97297."""
    body = {"link_name": name, "range": _people(users, departments), "skip_verify": skip_verify, **given(**more)}
    return cast(Link, client.post(app, f"{ROOM}create_link", body)["link"])


def update(
    client: WecomClient,
    app: WecomApp,
    link_id: str,
    *,
    name: str,
    users: Sequence[str] = (),
    departments: Sequence[int] = (),
    **more: object,
) -> None:
    """This function will replace what a link holds."""
    body = {"link_id": link_id, "link_name": name, "range": _people(users, departments), **given(**more)}
    client.post(app, f"{ROOM}update_link", body)


def delete(client: WecomClient, app: WecomApp, link_id: str) -> None:
    """This function will delete a link."""
    client.post(app, f"{ROOM}delete_link", {"link_id": link_id})


def customers(client: WecomClient, app: WecomApp, link_id: str) -> Iterator[LinkCustomer]:
    """This function will yield who came by a link."""
    rows = client.pages(app, f"{ROOM}customer", {"link_id": link_id, "limit": CUSTOMERS_PAGE}, "customer_list")
    yield from cast(Iterator[LinkCustomer], rows)


def quota(client: WecomClient, app: WecomApp) -> Quota:
    """This function will return how many additions are left."""
    return cast(Quota, client.get(app, "externalcontact/customer_acquisition_quota"))


def figures(client: WecomClient, app: WecomApp, link_id: str, *, start_s: int, end_s: int) -> LinkFigures:
    """This function will return a link's clicks and additions in up to 30 days, both ends included."""
    body = {"link_id": link_id, "start_time": start_s, "end_time": end_s}
    return cast(LinkFigures, client.post(app, f"{ROOM}statistic", body))


def _people(users: Sequence[str], departments: Sequence[int]) -> Json:
    return {"user_list": list(users), "department_list": list(departments)}
