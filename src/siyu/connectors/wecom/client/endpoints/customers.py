"""Customers and their advisors (p92113, p92114, p92994, p92115, p92118)."""

from collections.abc import Iterator, Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.codes import NO_RELATION
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import at_most, given
from siyu.connectors.wecom.client.errors import WecomRefused

BATCH = "externalcontact/batch/get_by_user"


class ExternalContact(TypedDict, total=False):
    """A customer; `type` 1 WeChat, 2 WeCom; `gender` 0 unknown, 1 male, 2 female."""

    external_userid: str
    name: str
    avatar: str
    type: int
    gender: int
    unionid: str
    position: str
    corp_name: str
    corp_full_name: str


class FollowInfo(TypedDict, total=False):
    """What one advisor has on one customer; `tag_id` in batches, `tags` when asked for one customer."""

    userid: str
    remark: str
    description: str
    createtime: int
    tag_id: list[str]
    tags: list[Json]
    remark_corp_name: str
    remark_mobiles: list[str]
    add_way: int
    oper_userid: str
    state: str
    wechat_channels: Json


class Contact(TypedDict):
    """A customer with all advisors the app may see."""

    external_contact: ExternalContact
    follow_user: list[FollowInfo]


class Friend(TypedDict):
    """A customer with one advisor."""

    external_contact: ExternalContact
    follow_info: FollowInfo


class FriendsPage(TypedDict, total=False):
    """A page of friends; an empty `next_cursor` is the end."""

    external_contact_list: list[Friend]
    next_cursor: str
    fail_info: Json


class Behaviour(TypedDict, total=False):
    """A day of an advisor (or the sum of several)."""

    stat_time: int
    chat_cnt: int
    message_cnt: int
    reply_percentage: float
    avg_reply_time: int
    negative_feedback_cnt: int
    new_apply_cnt: int
    new_contact_cnt: int


def external_ids(client: WecomClient, app: WecomApp, userid: str) -> list[str]:
    """This function will return the ids of an advisor's customers; none is no error."""
    try:
        answer = client.get(app, "externalcontact/list", userid=userid)
    except WecomRefused as error:
        if error.errcode == NO_RELATION:
            return []
        raise
    return [str(one) for one in answer.get("external_userid") or []]


def contact(client: WecomClient, app: WecomApp, external_userid: str) -> Contact:
    """This function will return a customer with all advisors; more than 500 of them come in pages."""
    answer = client.get(app, "externalcontact/get", external_userid=external_userid)
    followers = list(answer.get("follow_user") or [])
    for _ in range(client.settings.pages_max):
        cursor = answer.get("next_cursor")
        if not cursor:
            break
        answer = client.get(app, "externalcontact/get", external_userid=external_userid, cursor=cursor)
        followers += answer.get("follow_user") or []
    return Contact(external_contact=answer.get("external_contact") or {}, follow_user=followers)


def friends_page(client: WecomClient, app: WecomApp, userids: Sequence[str], cursor: str = "") -> FriendsPage:
    """This function will return one page of the friends of up to 100 advisors, from `cursor` on."""
    at_most(client.settings.staff_per_batch, userid_list=userids)
    body: Json = {"userid_list": list(userids), "limit": client.settings.customers_per_page}
    return cast(FriendsPage, client.post(app, BATCH, {**body, "cursor": cursor} if cursor else body))


def friends(client: WecomClient, app: WecomApp, userids: Sequence[str]) -> Iterator[Friend]:
    """This function will yield the friends of up to 100 advisors, page by page."""
    at_most(client.settings.staff_per_batch, userid_list=userids)
    body: Json = {"userid_list": list(userids), "limit": client.settings.customers_per_page}
    yield from cast(Iterator[Friend], client.pages(app, BATCH, body, "external_contact_list"))


def remark(
    client: WecomClient,
    app: WecomApp,
    *,
    userid: str,
    external_userid: str,
    remark: str | None = None,
    description: str | None = None,
    company: str | None = None,
    mobiles: Sequence[str] | None = None,
) -> None:
    """This function will write an advisor's notes on a customer; mobiles replace those there, an empty list clears."""
    phones = None if mobiles is None else list(mobiles) or [""]
    notes = given(remark=remark, description=description, remark_company=company, remark_mobiles=phones)
    client.post(app, "externalcontact/remark", {"userid": userid, "external_userid": external_userid, **notes})


def mark_tag(
    client: WecomClient,
    app: WecomApp,
    *,
    userid: str,
    external_userid: str,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> None:
    """This function will put corp tags on an advisor's customer and take others off."""
    body: Json = {"userid": userid, "external_userid": external_userid}
    body |= {"add_tag": list(add)} if add else {}
    body |= {"remove_tag": list(remove)} if remove else {}
    client.post(app, "externalcontact/mark_tag", body)


def openid(client: WecomClient, app: WecomApp, external_userid: str) -> str:
    """This function will return the openid of a WeChat customer."""
    return str(client.post(app, "externalcontact/convert_to_openid", {"external_userid": external_userid})["openid"])


def behaviour(
    client: WecomClient, app: WecomApp, userids: Sequence[str], *, start_s: int, end_s: int
) -> list[Behaviour]:
    """This function will return the days of up to 100 advisors added up; 30 days at most, both ends included."""
    at_most(client.settings.staff_per_batch, userid=userids)
    body = {"userid": list(userids), "start_time": start_s, "end_time": end_s}
    answer = client.post(app, "externalcontact/get_user_behavior_data", body)
    return cast(list[Behaviour], answer.get("behavior_data") or [])
