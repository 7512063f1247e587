"""Moments: create a task, follow it, and read what came of it (p95094, p93333, p97612)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, read_int, read_object, read_text, require_text
from siyu.simulators.wecom.api.moment_content import read_audience, read_moment_content
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.moments import Moment, Reaction
from siyu.simulators.wecom.paging import cut_page, cut_serial_page, page_size
from siyu.simulators.wecom.quota import china_day
from siyu.simulators.wecom.state import State

STARTED, RUNNING, DONE = 1, 2, 3
JOB_LIFE_MS = 24 * 3_600_000
CORP, PERSONAL, BOTH = 0, 1, 2


def add_moment_task(state: State, call: Call) -> Json:
    """Begin a task and return its job; 41078 with too many running, 41210 over the month's limit."""
    content = read_moment_content(state, call)
    customers, invalid = read_audience(state, call, read_object(call.body, "visible_range"))
    _check_room(state)
    ident, job = state.new_id("mom"), state.new_id("job")
    moment = Moment(ident, job, state.next_serial(), call.app.agentid, None, state.now_ms(), content, customers)
    moment.invalid = invalid
    moment.is_public = not read_object(call.body, "visible_range").get("external_contact_list")
    state.moments.moments[ident] = state.moments.jobs[job] = moment
    return {"jobid": job}


def get_moment_task_result(state: State, call: Call) -> Json:
    """Return how far a job is: started, running, done with its moment_id; 40088 unknown or a day old."""
    moment = state.moments.jobs.get(require_text(call.query, "jobid", 40063))
    age_ms = state.now_ms() - moment.created_at_ms if moment else JOB_LIFE_MS
    if moment is None or age_ms >= JOB_LIFE_MS:
        raise VendorError(40088)
    step_ms = state.limits.moment_dispatch_ms // 2
    status = STARTED if age_ms < step_ms else RUNNING if age_ms < 2 * step_ms else DONE
    result = {"errcode": 0, "errmsg": "ok", "moment_id": moment.moment_id, **moment.invalid}
    return {"status": status, "type": "add_moment_task", **({"result": result} if status == DONE else {})}


def get_moment_list(state: State, call: Call) -> Json:
    """Return moments of at most 30 days, 20 to a page."""
    body, limits = call.body, state.limits
    start, end = read_int(body, "start_time"), read_int(body, "end_time")
    if not start or end < start or end - start > limits.moment_span_s_max:
        raise VendorError(40058, "start_time and end_time must span at most 30 days")
    creator, wanted = read_text(body, "creator"), read_int(body, "filter_type", default=BOTH, end=BOTH + 1)
    size = page_size(read_int(body, "limit"), default=limits.moment_page, maximum=limits.moment_page, over="default")
    found = [
        moment
        for moment in state.moments.moments.values()
        if start < moment.created_at_ms // 1000 < end
        and wanted in (BOTH, _kind(moment))
        and creator in ("", moment.creator)
        and _is_dispatched(state, moment)
    ]
    scope = state.cursor_scope("moments", start, end, creator, wanted)
    page, cursor = cut_serial_page(found, scope=scope, cursor=read_text(body, "cursor"), size=state.fit_page(size))
    return {"next_cursor": cursor, "moment_list": [_listed(moment) for moment in page]}


def get_moment_task(state: State, call: Call) -> Json:
    """Return who has published a corp's moment."""
    moment = _need_moment(state, call)
    if _kind(moment) != CORP:
        raise VendorError(41067)
    rows = [{"userid": u, "publish_status": int(u in moment.published)} for u in moment.customers]
    return _page(state, call, "task_list", rows, ("momenttask", moment.moment_id))


def get_moment_customer_list(state: State, call: Call) -> Json:
    """Return the customers chosen for one member when the task was made."""
    moment, userid = _need_published(state, call, must_be_out=False)
    rows = [{"userid": userid, "external_userid": ident} for ident in moment.customers[userid]]
    return _page(state, call, "customer_list", rows, ("momentcustomers", moment.moment_id, userid))


def get_moment_send_result(state: State, call: Call) -> Json:
    """Return the customers who can see a member's post."""
    moment, userid = _need_published(state, call, must_be_out=True)
    friends = [ident for ident in moment.customers[userid] if state.is_friend(userid, ident)]
    rows = [{"external_userid": ident} for ident in friends]
    most, usual = state.limits.moment_send_max, state.limits.moment_send_default
    return _page(state, call, "customer_list", rows, ("momentsend", moment.moment_id, userid), sizes=(usual, most))


def get_moment_comments(state: State, call: Call) -> Json:
    """Return who commented and liked under a member's post, without words."""
    moment, userid = _need_published(state, call, must_be_out=True)
    mine = [reaction for reaction in moment.reactions if reaction.userid == userid]
    shown = {kind: [_reaction(state, r) for r in mine if r.kind == kind] for kind in ("comment", "like")}
    return {"comment_list": shown["comment"], "like_list": shown["like"]}


def cancel_moment_task(state: State, call: Call) -> Json:
    """Stop what has not been published; what is out stays."""
    moment = _need_moment(state, call)
    if _kind(moment) != CORP:
        raise VendorError(41067)
    moment.cancelled_at_ms = moment.cancelled_at_ms or state.now_ms()
    return {}


def _check_room(state: State) -> None:
    now, limits = state.now_ms(), state.limits
    moments = state.moments.moments.values()
    if sum(not _is_dispatched(state, m) for m in moments) >= limits.moment_jobs_max:
        raise VendorError(41078)
    month = china_day(now).replace(day=1)
    if (
        sum(china_day(m.created_at_ms).replace(day=1) == month and not m.creator for m in moments)
        >= limits.moments_per_month
    ):
        raise VendorError(41210)


def _is_dispatched(state: State, moment: Moment) -> bool:
    return moment.creator is not None or state.now_ms() >= moment.created_at_ms + state.limits.moment_dispatch_ms


def _need_moment(state: State, call: Call) -> Moment:
    moment = state.moments.moments.get(require_text(call.body, "moment_id", 41059))
    if moment is None:
        raise VendorError(41060)
    if not _is_dispatched(state, moment):
        raise VendorError(41079)
    return moment


def _need_published(state: State, call: Call, *, must_be_out: bool) -> tuple[Moment, str]:
    moment = _need_moment(state, call)
    userid = require_text(call.body, "userid", 40003)
    if userid not in moment.customers:
        raise VendorError(41061)
    if must_be_out and userid not in moment.published:
        raise VendorError(41062)
    return moment, userid


def _page(
    state: State,
    call: Call,
    name: str,
    rows: list[Json],
    query: tuple[str, ...],
    *,
    sizes: tuple[int, int] | None = None,
) -> Json:
    usual, most = sizes or (state.limits.mass_result_default, state.limits.mass_result_max)
    size = page_size(read_int(call.body, "limit"), default=usual, maximum=most, over="default")
    scope, cursor = state.cursor_scope(*query), read_text(call.body, "cursor")
    page, after = cut_page(rows, scope=scope, cursor=cursor, size=state.fit_page(size))
    return {"next_cursor": after, name: page}


def _kind(moment: Moment) -> int:
    return CORP if moment.creator is None else PERSONAL


def _listed(moment: Moment) -> Json:
    row: Json = {
        "moment_id": moment.moment_id,
        "create_time": moment.created_at_ms // 1000,
        "create_type": _kind(moment),
        "visible_type": int(moment.is_public),
    }
    return {**row, **({"creator": moment.creator} if moment.creator else {}), **_parts(moment.content)}


def _parts(content: Json) -> Json:
    """Return text, image list, video and link as the list shows them."""
    files = content.get("attachments", [])
    shown: Json = {"text": content["text"]} if "text" in content else {}
    images = [{"media_id": f["image"]["media_id"]} for f in files if f["msgtype"] == "image"]
    shown |= {"image": images} if images else {}
    return shown | {f["msgtype"]: f[f["msgtype"]] for f in files if f["msgtype"] != "image"}


def _reaction(state: State, reaction: Reaction) -> Json:
    who = {"userid": reaction.by} if reaction.by in state.members else {"external_userid": reaction.by}
    return {**who, "create_time": reaction.at_ms // 1000}


ROOT = "externalcontact/"
ENDPOINTS = (
    Endpoint(ROOT + "add_moment_task", add_moment_task),
    Endpoint(ROOT + "get_moment_task_result", get_moment_task_result),
    Endpoint(ROOT + "get_moment_list", get_moment_list, {"next_cursor": "", "moment_list": []}),
    Endpoint(ROOT + "get_moment_task", get_moment_task, {"next_cursor": "", "task_list": []}),
    Endpoint(ROOT + "get_moment_customer_list", get_moment_customer_list, {"next_cursor": "", "customer_list": []}),
    Endpoint(ROOT + "get_moment_send_result", get_moment_send_result, {"next_cursor": "", "customer_list": []}),
    Endpoint(ROOT + "get_moment_comments", get_moment_comments, {"comment_list": [], "like_list": []}),
    Endpoint(ROOT + "cancel_moment_task", cancel_moment_task),
)
