"""Corp tags (p92117). An app may change only the tags it has created."""

from collections.abc import Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import given


class CorpTag(TypedDict, total=False):
    """A tag; `deleted` only when it was asked for by id."""

    id: str
    name: str
    create_time: int
    order: int
    deleted: bool


class TagGroup(TypedDict, total=False):
    """A group of tags; it goes with its last tag."""

    group_id: str
    group_name: str
    create_time: int
    order: int
    deleted: bool
    tag: list[CorpTag]


def corp_tags(
    client: WecomClient, app: WecomApp, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()
) -> list[TagGroup]:
    """This function will return all tag groups, or those that were asked for; `group_ids` wins over `tag_ids`."""
    body: Json = {"tag_id": list(tag_ids)} if tag_ids else {}
    body |= {"group_id": list(group_ids)} if group_ids else {}
    return cast(list[TagGroup], client.post(app, "externalcontact/get_corp_tag_list", body).get("tag_group") or [])


def add(
    client: WecomClient, app: WecomApp, names: Sequence[str], *, group_id: str | None = None, group: str | None = None
) -> TagGroup:
    """This function will add tags to a group by id, or by name (made when there is none); returns what was made."""
    body: Json = {"tag": [{"name": name} for name in names], **given(group_id=group_id, group_name=group)}
    return cast(TagGroup, client.post(app, "externalcontact/add_corp_tag", body)["tag_group"])


def edit(
    client: WecomClient, app: WecomApp, tag_or_group_id: str, *, name: str | None = None, order: int | None = None
) -> None:
    """This function will rename or move a tag or a group."""
    client.post(app, "externalcontact/edit_corp_tag", {"id": tag_or_group_id, **given(name=name, order=order)})


def delete(client: WecomClient, app: WecomApp, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()) -> None:
    """This function will delete tags and whole groups."""
    body: Json = {"tag_id": list(tag_ids)} if tag_ids else {}
    body |= {"group_id": list(group_ids)} if group_ids else {}
    client.post(app, "externalcontact/del_corp_tag", body)
