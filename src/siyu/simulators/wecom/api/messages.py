"""Messages from an app to its members (p90236): partial success, silent drops over a member's limit, recall."""

import re

from siyu.simulators.wecom.api.call import Call, Endpoint, read_object, read_objects, read_text, require_text
from siyu.simulators.wecom.api.content import need_media
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.frequency import HOUR_MS, MINUTE_MS, Window
from siyu.simulators.wecom.nouns.notices import Notice
from siyu.simulators.wecom.state import State

EVERYONE = "@all"
RECALL_MS = 24 * HOUR_MS
MEDIA_KINDS = ("image", "voice", "video", "file")
CARDS = ("text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction")
CARDS_TO_ANSWER = CARDS[2:]
TASK_ID = re.compile(r"[A-Za-z0-9_\-@]{1,128}")


def send(state: State, call: Call) -> Json:
    """Send to members; some invalid ones are named in lower case, all invalid give 81013.

    Over 30 a minute or 1,000 an hour to one member the vendor answers success and drops the message.
    """
    body = call.body
    if body.get("agentid") not in (call.app.agentid, str(call.app.agentid)):
        raise VendorError(301002 if body.get("agentid") else 40056)
    kind = require_text(body, "msgtype", 40058)
    content = _read_content(state, call, kind)
    good, bad, bad_parties = _receivers(state, call)
    if not good:
        raise VendorError(81013, extra={"invaliduser": "|".join(bad)})
    msgid = state.new_id("M", 40)
    now = state.now_ms()
    for userid in good:
        if _has_room(state, call.app.agentid, userid, now):
            state.notices.sent.append(Notice(msgid, call.app.agentid, userid, kind, content, now))
    answer = {"invaliduser": "|".join(bad), "invalidparty": bad_parties, "invalidtag": "", "msgid": msgid}
    return {**answer, **({"response_code": state.new_id("", 40)} if kind == "template_card" else {})}


def recall(state: State, call: Call) -> Json:
    """Take a message of the last 24 hours back; 42052 later."""
    msgid = require_text(call.body, "msgid", 40063)
    found = [notice for notice in state.notices.sent if notice.msgid == msgid]
    if not found:
        raise VendorError(40058, "msgid")
    if state.now_ms() - found[0].at_ms > RECALL_MS:
        raise VendorError(42052)
    state.notices.recalled.add(msgid)
    return {}


def _receivers(state: State, call: Call) -> tuple[list[str], list[str], str]:
    body = call.body
    people = {m.userid.lower(): m.userid for m in state.members.values() if m.works_here and m.status == 1}
    seen = {low: userid for low, userid in people.items() if call.app.sees(userid)}
    users, parties = read_text(body, "touser"), read_text(body, "toparty")
    if users == EVERYONE:
        return list(seen.values()), [], ""
    asked = [name.lower() for name in users.split("|") if name]
    ids = [part for part in parties.split("|") if part]
    if not asked and not ids and not body.get("totag"):
        raise VendorError(82001)
    if len(asked) > state.limits.notice_users_max:
        raise VendorError(40032)
    if len(ids) > state.limits.notice_parties_max:
        raise VendorError(82002)
    known = [int(part) for part in ids if part.isdigit() and int(part) in state.departments]
    inside = [userid for userid in state.expand_users([], known) if userid.lower() in seen]
    good = list(dict.fromkeys([*(seen[name] for name in asked if name in seen), *inside]))
    bad_parties = "|".join(part for part in ids if not part.isdigit() or int(part) not in known)
    return good, [name for name in asked if name not in seen], bad_parties


def _has_room(state: State, agentid: int, userid: str, now: int) -> bool:
    limits = state.limits
    rules = ((MINUTE_MS, limits.notices_per_minute_max), (HOUR_MS, limits.notices_per_hour_max))
    windows = state.notices.windows
    return all(
        windows.setdefault((agentid, userid, length), Window()).take(now, length, most) for length, most in rules
    )


def _read_content(state: State, call: Call, kind: str) -> Json:
    body = read_object(call.body, kind)
    if not body:
        raise VendorError(44004 if kind in ("text", "markdown") else 40058, kind)
    if kind in ("text", "markdown"):
        return _read_words(state, body)
    if kind in MEDIA_KINDS:
        need_media(state, require_text(body, "media_id", 40058))
    elif kind == "textcard":
        _check_card(state, body)
    elif kind == "news":
        _check_news(state, body)
    elif kind == "template_card":
        _check_template(state, call, body)
    elif kind != "miniprogram_notice":
        raise VendorError(40008, kind)
    return body


def _read_words(state: State, body: Json) -> Json:
    """Return the text cut to 2,048 bytes, as the vendor does without saying so."""
    words = require_text(body, "content", 44004)
    return {"content": words.encode()[: state.limits.notice_text_bytes_max].decode("utf-8", "ignore")}


def _check_card(state: State, body: Json) -> None:
    for name, chars in (("title", 128), ("description", 512), ("btntxt", 4)):
        read_text(body, name, chars_max=chars)
    for name in ("title", "description", "url"):
        require_text(body, name, 40058)
    read_text(body, "url", bytes_max=state.limits.url_bytes_max)


def _check_news(state: State, body: Json) -> None:
    articles = read_objects(body, "articles")
    if not 1 <= len(articles) <= state.limits.notice_articles_max:
        raise VendorError(40058, "articles")
    for article in articles:
        require_text(article, "title", 40058)
        read_text(article, "title", bytes_max=128)
        read_text(article, "description", bytes_max=512)
        read_text(article, "url", bytes_max=state.limits.url_bytes_max)


def _check_template(state: State, call: Call, body: Json) -> None:
    """Raise 42016 for another type of card, 42014 for its task_id, 43012 for an interactive one without a callback."""
    kind = body.get("card_type")
    if kind not in CARDS:
        raise VendorError(42016, "card_type")
    task_id = read_text(body, "task_id")
    if (kind in CARDS_TO_ANSWER and not task_id) or (task_id and not TASK_ID.fullmatch(task_id)):
        raise VendorError(42014)
    if kind in CARDS_TO_ANSWER and not call.app.callback_url:
        raise VendorError(43012)
    if task_id and (call.app.agentid, task_id) in state.notices.task_ids:
        raise VendorError(42015)
    if task_id:
        state.notices.task_ids.add((call.app.agentid, task_id))


ENDPOINTS = (
    Endpoint("message/send", send, {"invaliduser": "", "invalidparty": "", "invalidtag": ""}),
    Endpoint("message/recall", recall),
)
