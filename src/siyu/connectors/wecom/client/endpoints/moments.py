"""Moments (客户朋友圈) that advisors publish (p95094, p93333, p97612)."""

from collections.abc import Iterator, Sequence
from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.endpoints.bounds import given
from siyu.connectors.wecom.client.endpoints.content import Attachment, message

STARTED, RUNNING, DONE = 1, 2, 3
LIST_PAGE = 20


class MomentJob(TypedDict, total=False):
    """A job that makes a moment; when `status` is 3, `result` has the moment's id and whom it could not take."""

    status: int
    type: str
    result: Json


class Moment(TypedDict, total=False):
    """A moment; `create_type` 0 corp, 1 personal."""

    moment_id: str
    creator: str
    create_time: int
    create_type: int
    visible_type: int
    text: Json


class Publication(TypedDict):
    """An advisor's part in it; `publish_status` 0 not yet, 1 published."""

    userid: str
    publish_status: int


def create(
    client: WecomClient,
    app: WecomApp,
    *,
    text: str = "",
    attachments: Sequence[Attachment] = (),
    senders: Sequence[str] = (),
    departments: Sequence[int] = (),
    tag_ids: Sequence[str] = (),
) -> str:
    """This function will start a job that asks advisors to publish, and return its id; see `job`.

    Media come from media/upload_attachment. Nobody named is everybody; `tag_ids` choose customers by corp tags.
    """
    whom: Json = {}
    if senders or departments:
        whom["sender_list"] = {"user_list": list(senders), "department_list": list(departments)}
    if tag_ids:
        whom["external_contact_list"] = {"tag_list": list(tag_ids)}
    body = message(client.settings, text, attachments) | ({"visible_range": whom} if whom else {})
    return str(client.post(app, "externalcontact/add_moment_task", body)["jobid"])


def job(client: WecomClient, app: WecomApp, jobid: str) -> MomentJob:
    """This function will return how far a job has got."""
    return cast(MomentJob, client.get(app, "externalcontact/get_moment_task_result", jobid=jobid))


def moments(
    client: WecomClient, app: WecomApp, *, start_s: int, end_s: int, creator: str | None = None
) -> Iterator[Moment]:
    """This function will yield the moments of a period of up to 30 days."""
    body = {"start_time": start_s, "end_time": end_s, "limit": LIST_PAGE, **given(creator=creator)}
    yield from cast(Iterator[Moment], client.pages(app, "externalcontact/get_moment_list", body, "moment_list"))


def publications(client: WecomClient, app: WecomApp, moment_id: str) -> Iterator[Publication]:
    """This function will yield which advisors have published a moment of the corp."""
    body = {"moment_id": moment_id, "limit": client.settings.results_per_page}
    yield from cast(Iterator[Publication], client.pages(app, "externalcontact/get_moment_task", body, "task_list"))


def viewers(client: WecomClient, app: WecomApp, moment_id: str, userid: str) -> Iterator[str]:
    """This function will yield the customers who can see an advisor's copy of a moment."""
    body = {"moment_id": moment_id, "userid": userid, "limit": client.settings.results_per_page}
    for row in client.pages(app, "externalcontact/get_moment_send_result", body, "customer_list"):
        yield str(row["external_userid"])


def reactions(client: WecomClient, app: WecomApp, moment_id: str, userid: str) -> tuple[list[Json], list[Json]]:
    """This function will return (comments, likes) of an advisor's copy; of comments only who and when."""
    answer = client.post(app, "externalcontact/get_moment_comments", {"moment_id": moment_id, "userid": userid})
    return list(answer.get("comment_list") or []), list(answer.get("like_list") or [])


def cancel(client: WecomClient, app: WecomApp, moment_id: str) -> None:
    """This function will call a moment off where it has not been published."""
    client.post(app, "externalcontact/cancel_moment_task", {"moment_id": moment_id})
