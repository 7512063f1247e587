"""Contact ways (联系我, p92228). The console does not show them: who loses a `config_id` can never change it again."""

from collections.abc import Iterator, Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import at_most, given

SINGLE, MULTI = 1, 2
MINI_PROGRAM, QR_CODE = 1, 2


class NewWay(TypedDict):
    """What was made; `qr_code` is "" for a mini-program's button."""

    config_id: str
    qr_code: str


class ContactWay(TypedDict, total=False):
    """A contact way as the vendor keeps it."""

    config_id: str
    type: int
    scene: int
    style: int
    remark: str
    skip_verify: bool
    state: str
    qr_code: str
    user: list[str]
    party: list[int]
    is_temp: bool
    is_exclusive: bool
    mark_source: bool


def add(
    client: WecomClient,
    app: WecomApp,
    users: Sequence[str],
    *,
    type: int = MULTI,
    scene: int = QR_CODE,
    state: str | None = None,
    remark: str | None = None,
    **more: object,
) -> NewWay:
    """This function will make a contact way of up to 100 members; `more` are fields of the vendor's (p92228)."""
    at_most(client.settings.way_users_max, user=users)
    body: Json = {"type": type, "scene": scene, "user": list(users), **given(state=state, remark=remark, **more)}
    answer = client.post(app, "externalcontact/add_contact_way", body)
    return NewWay(config_id=str(answer["config_id"]), qr_code=str(answer.get("qr_code") or ""))


def get(client: WecomClient, app: WecomApp, config_id: str) -> ContactWay:
    """This function will return a contact way."""
    return cast(
        ContactWay, client.post(app, "externalcontact/get_contact_way", {"config_id": config_id})["contact_way"]
    )


def config_ids(
    client: WecomClient, app: WecomApp, *, start_s: int | None = None, end_s: int | None = None
) -> Iterator[str]:
    """This function will yield the ids of the ways made in a period, of the last 90 days when none is given."""
    body = {"limit": client.settings.ways_per_page, **given(start_time=start_s, end_time=end_s)}
    for row in client.pages(app, "externalcontact/list_contact_way", body, "contact_way"):
        yield str(row["config_id"])


def update(
    client: WecomClient, app: WecomApp, config_id: str, *, users: Sequence[str] | None = None, **more: object
) -> None:
    """This function will change a contact way; `users` replace those there, type and scene stay as they are."""
    at_most(client.settings.way_users_max, user=users)
    fields = given(user=None if users is None else list(users), **more)
    client.post(app, "externalcontact/update_contact_way", {"config_id": config_id, **fields})


def delete(client: WecomClient, app: WecomApp, config_id: str) -> None:
    """This function will delete a contact way; its codes lead nowhere from then on."""
    client.post(app, "externalcontact/del_contact_way", {"config_id": config_id})


def close_temporary_chat(client: WecomClient, app: WecomApp, *, userid: str, external_userid: str) -> None:
    """This function will end a temporary chat."""
    client.post(app, "externalcontact/close_temp_chat", {"userid": userid, "external_userid": external_userid})
