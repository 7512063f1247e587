"""Customer groups, their codes, figures and welcome texts (p92120, p92122, p92229, p92366)."""

from collections.abc import Iterator, Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import at_most, given

ALL, OWNER_LEFT, INHERITING, INHERITED = 0, 1, 2, 3
TEMPLATE = "externalcontact/group_welcome_template/"


class GroupRow(TypedDict):
    """A group in the list; `status` 0 normal, 1 owner left, 2 being inherited, 3 inherited."""

    chat_id: str
    status: int


class GroupMember(TypedDict, total=False):
    """A member; `type` 1 colleague, 2 customer; `join_scene` 1 invited, 2 invite link, 3 code."""

    userid: str
    type: int
    unionid: str
    join_time: int
    join_scene: int
    invitor: Json
    group_nickname: str
    name: str
    state: str


class Group(TypedDict, total=False):
    """A group with its members."""

    chat_id: str
    name: str
    owner: str
    create_time: int
    notice: str
    member_list: list[GroupMember]
    admin_list: list[Json]
    member_version: str


class GroupFigures(TypedDict):
    """An owner's figures in a period."""

    owner: str
    data: Json


class JoinWay(TypedDict, total=False):
    """A group code."""

    config_id: str
    scene: int
    remark: str
    auto_create_room: int
    room_base_name: str
    room_base_id: int
    chat_id_list: list[str]
    qr_code: str
    state: str


def groups(client: WecomClient, app: WecomApp, *, owners: Sequence[str] = (), status: int = ALL) -> Iterator[GroupRow]:
    """This function will yield the groups of up to 100 owners; of all owners when the app sees up to 1,000 members."""
    at_most(client.settings.owners_max, owner_filter=owners)
    body: Json = {"status_filter": status, "limit": client.settings.groups_per_page}
    body |= {"owner_filter": {"userid_list": list(owners)}} if owners else {}
    yield from cast(Iterator[GroupRow], client.pages(app, "externalcontact/groupchat/list", body, "group_chat_list"))


def group(client: WecomClient, app: WecomApp, chat_id: str, *, with_names: bool = True) -> Group:
    """This function will return a group with its members."""
    body = {"chat_id": chat_id, "need_name": int(with_names)}
    return cast(Group, client.post(app, "externalcontact/groupchat/get", body)["group_chat"])


def chat_id_of(client: WecomClient, app: WecomApp, opengid: str) -> str:
    """This function will return the id of a group a mini-program knows by its opengid."""
    return str(client.post(app, "externalcontact/opengid_to_chatid", {"opengid": opengid})["chat_id"])


def figures(
    client: WecomClient, app: WecomApp, owners: Sequence[str], *, start_s: int, end_s: int
) -> Iterator[GroupFigures]:
    """This function will yield the figures of up to 100 owners in a period of up to 30 days before today."""
    at_most(client.settings.owners_max, owner_filter=owners)
    body: Json = {"day_begin_time": start_s, "day_end_time": end_s, "owner_filter": {"userid_list": list(owners)}}
    offset = 0
    for _ in range(client.settings.pages_max):
        page = {**body, "offset": offset, "limit": client.settings.groups_per_page}
        answer = client.post(app, "externalcontact/groupchat/statistic", page)
        yield from cast(list[GroupFigures], answer.get("items") or [])
        offset = int(answer.get("next_offset") or 0)
        if not answer.get("items") or offset >= int(answer.get("total") or 0):
            return


def add_join_way(
    client: WecomClient,
    app: WecomApp,
    chat_ids: Sequence[str],
    *,
    state: str | None = None,
    remark: str | None = None,
    scene: int = 2,
    **more: object,
) -> str:
    """This function will make a code for up to 5 groups and return its id; `more` are the vendor's (p92229)."""
    at_most(client.settings.way_groups_max, chat_id_list=chat_ids)
    body: Json = {"scene": scene, "chat_id_list": list(chat_ids), **given(state=state, remark=remark, **more)}
    return str(client.post(app, "externalcontact/groupchat/add_join_way", body)["config_id"])


def join_way(client: WecomClient, app: WecomApp, config_id: str) -> JoinWay:
    """This function will return a group code with its picture's address."""
    return cast(
        JoinWay, client.post(app, "externalcontact/groupchat/get_join_way", {"config_id": config_id})["join_way"]
    )


def update_join_way(
    client: WecomClient, app: WecomApp, config_id: str, chat_ids: Sequence[str], *, scene: int = 2, **more: object
) -> None:
    """This function will replace everything a group code holds."""
    at_most(client.settings.way_groups_max, chat_id_list=chat_ids)
    body = {"config_id": config_id, "scene": scene, "chat_id_list": list(chat_ids), **given(**more)}
    client.post(app, "externalcontact/groupchat/update_join_way", body)


def delete_join_way(client: WecomClient, app: WecomApp, config_id: str) -> None:
    """This function will delete a group code."""
    client.post(app, "externalcontact/groupchat/del_join_way", {"config_id": config_id})


def add_welcome(client: WecomClient, app: WecomApp, text: str, *, notify: bool = True, **attachment: Json) -> str:
    """This function will make a group welcome text and return its id; owners choose it by hand in the client."""
    body = {"text": {"content": text}, "notify": int(notify), **attachment}
    return str(client.post(app, f"{TEMPLATE}add", body)["template_id"])


def edit_welcome(client: WecomClient, app: WecomApp, template_id: str, text: str, **attachment: Json) -> None:
    """This function will change a group welcome text of this app."""
    client.post(app, f"{TEMPLATE}edit", {"template_id": template_id, "text": {"content": text}, **attachment})


def delete_welcome(client: WecomClient, app: WecomApp, template_id: str) -> None:
    """This function will delete a group welcome text of this app."""
    client.post(app, f"{TEMPLATE}del", {"template_id": template_id})
