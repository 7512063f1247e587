"""Mass messages: create, list, tasks, results, remind, cancel (p92135, p93338, p97610, p97611).

Nothing is sent by these calls: members confirm (see `people.mass`).
"""

from typing import TypeVar

from siyu.simulators.wecom.api.call import Call, Endpoint, read_flag, read_int, read_text, require_text
from siyu.simulators.wecom.api.content import read_content
from siyu.simulators.wecom.api.mass_audience import AUDIENCE_EMPTY, Audience, read_audience
from siyu.simulators.wecom.entities import Json, MassTask, MemberShare, Recipient, SendStatus
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.paging import cut_page, cut_serial_page, page_size
from siyu.simulators.wecom.state import State

SHARE_UNSENT, SHARE_SENT = 0, 2
Row = TypeVar("Row")
CREATED_BY_CORP, CREATED_BY_MEMBER, CREATED_BY_ALL = 0, 1, 2


def add_msg_template(state: State, call: Call) -> Json:
    """Create a task that waits for its members; raise 41048 (with fail_list) when nobody can be sent to."""
    content = read_content(state, call)
    audience = read_audience(state, call)
    if not audience.shares:
        raise VendorError(41048, extra={"fail_list": audience.failed})
    task = _create(state, call, content, audience)
    return {"fail_list": audience.failed, "msgid": task.msgid}


def get_groupmsg_list_v2(state: State, call: Call) -> Json:
    """Return tasks created in a window of at most a month, in order of creation; a limit over 100 means 50."""
    body, limits = call.body, state.limits
    chat_type = require_text(body, "chat_type", 40058)
    start, end = _read_window(state, body)
    wanted = read_int(body, "filter_type", default=CREATED_BY_ALL, end=CREATED_BY_ALL + 1)
    creator = read_text(body, "creator")
    size = page_size(
        read_int(body, "limit"), default=limits.mass_list_default, maximum=limits.mass_list_max, over="default"
    )
    tasks = [
        task
        for task in state.tasks.values()
        if task.chat_type == chat_type
        and start <= task.created_at_ms // 1000 <= end
        and wanted in (CREATED_BY_ALL, _create_type(task))
        and (not creator or task.creator == creator)
    ]
    scope = state.cursor_scope("masslist", chat_type, start, end, wanted, creator)
    page, cursor = cut_serial_page(tasks, scope=scope, cursor=read_text(body, "cursor"), size=state.fit_page(size))
    return {"next_cursor": cursor, "group_msg_list": [_listed(task) for task in page]}


def get_groupmsg_task(state: State, call: Call) -> Json:
    """Return which members have confirmed; 41063 while the task is being dispatched."""
    task = _need_dispatched(state, call)
    page, cursor = _cut_result(state, call, list(task.shares.values()), "masstask", task.msgid)
    return {"next_cursor": cursor, "task_list": [_task_row(share) for share in page]}


def get_groupmsg_send_result(state: State, call: Call) -> Json:
    """Return what became of each recipient of one member; 41063 while the task is being dispatched."""
    userid = require_text(call.body, "userid", 40003)
    task = _need_dispatched(state, call)
    if userid not in state.members:
        raise VendorError(40003, userid)
    share = task.shares.get(userid)
    recipients = share.recipients if share else []
    page, cursor = _cut_result(state, call, recipients, "massresult", task.msgid, userid)
    return {"next_cursor": cursor, "send_list": [_result_row(userid, recipient) for recipient in page]}


def remind_groupmsg_send(state: State, call: Call) -> Json:
    """Remind members who have not confirmed, at most 3 times in 24 hours (41094); 41093 once cancelled."""
    task = _need_live(state, call)
    now = state.now_ms()
    recent = [at_ms for at_ms in task.reminded_at_ms if now - at_ms < state.limits.mass_remind_window_ms]
    if len(recent) >= state.limits.mass_reminds_max:
        raise VendorError(41094)
    task.reminded_at_ms = [*recent, now]
    return {}


def cancel_groupmsg_send(state: State, call: Call) -> Json:
    """Stop what has not been confirmed; delivered messages stay; 41093 when cancelled before."""
    _need_live(state, call).cancelled_at_ms = state.now_ms()
    return {}


def _create(state: State, call: Call, content: Json, audience: Audience) -> MassTask:
    chat_type = read_text(call.body, "chat_type") or "single"
    task = MassTask(
        msgid=state.new_id("msg"),
        serial=state.next_serial(),
        created_at_ms=state.now_ms(),
        content=content,
        shares={userid: _share(chat_type, userid, idents) for userid, idents in audience.shares.items()},
        agentid=call.app.agentid,
        chat_type=chat_type,
        allow_select=chat_type == "single" and read_flag(call.body, "allow_select", default=False),
    )
    state.tasks[task.msgid] = task
    state.fresh_tasks.append(task)
    return task


def _share(chat_type: str, userid: str, idents: list[str]) -> MemberShare:
    if chat_type == "group":
        return MemberShare(userid, [Recipient("", chat_id=chat_id) for chat_id in idents])
    return MemberShare(userid, [Recipient(external_userid) for external_userid in idents])


def _read_window(state: State, body: Json) -> tuple[int, int]:
    start, end = read_int(body, "start_time"), read_int(body, "end_time")
    if not start or not end or end < start or end - start > state.limits.mass_span_s_max:
        raise VendorError(40058, "start_time and end_time must span at most a month")
    return start, end


def _need_task(state: State, call: Call) -> MassTask:
    task = state.tasks.get(require_text(call.body, "msgid", 41046))
    if task is None:
        raise VendorError(41047)
    return task


def _need_live(state: State, call: Call) -> MassTask:
    task = _need_task(state, call)
    if task.cancelled_at_ms is not None:
        raise VendorError(41093)
    return task


def _need_dispatched(state: State, call: Call) -> MassTask:
    task = _need_task(state, call)
    started = any(share.confirmed_at_ms is not None for share in task.shares.values())
    if not started and state.now_ms() < task.created_at_ms + state.limits.mass_dispatch_ms:
        raise VendorError(41063)
    return task


def _cut_result(state: State, call: Call, rows: list[Row], *query: str) -> tuple[list[Row], str]:
    limits = state.limits
    size = page_size(
        read_int(call.body, "limit"), default=limits.mass_result_default, maximum=limits.mass_result_max, over="default"
    )
    scope = state.cursor_scope(*query)
    return cut_page(rows, scope=scope, cursor=read_text(call.body, "cursor"), size=state.fit_page(size))


def _create_type(task: MassTask) -> int:
    return CREATED_BY_CORP if task.creator is None else CREATED_BY_MEMBER


def _listed(task: MassTask) -> Json:
    row: Json = {"msgid": task.msgid, "create_time": task.created_at_ms // 1000, "create_type": _create_type(task)}
    if task.creator is not None:
        row["creator"] = task.creator
    return {**row, **task.content}


def _task_row(share: MemberShare) -> Json:
    if share.confirmed_at_ms is None:
        return {"userid": share.userid, "status": SHARE_UNSENT}
    return {"userid": share.userid, "status": SHARE_SENT, "send_time": share.confirmed_at_ms // 1000}


def _result_row(userid: str, recipient: Recipient) -> Json:
    whom = {"chat_id": recipient.chat_id} if recipient.chat_id else {"external_userid": recipient.external_userid}
    row: Json = {**whom, "userid": userid, "status": int(recipient.status)}
    if recipient.status is SendStatus.SENT and recipient.sent_at_ms is not None:
        row["send_time"] = recipient.sent_at_ms // 1000
    return row


ENDPOINTS = (
    Endpoint("externalcontact/add_msg_template", add_msg_template, AUDIENCE_EMPTY),
    Endpoint("externalcontact/get_groupmsg_list_v2", get_groupmsg_list_v2, {"group_msg_list": [], "next_cursor": ""}),
    Endpoint("externalcontact/get_groupmsg_task", get_groupmsg_task, {"task_list": [], "next_cursor": ""}),
    Endpoint(
        "externalcontact/get_groupmsg_send_result", get_groupmsg_send_result, {"send_list": [], "next_cursor": ""}
    ),
    Endpoint("externalcontact/remind_groupmsg_send", remind_groupmsg_send),
    Endpoint("externalcontact/cancel_groupmsg_send", cancel_groupmsg_send),
)
