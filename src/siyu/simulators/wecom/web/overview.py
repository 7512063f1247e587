"""What is going on in the corp, as plain data for the page and for scripts; lists are cut, totals are not."""

from siyu.simulators.wecom.entities import App, ContactWay, Json, MassTask, Member, MemberShare, SentMessage
from siyu.simulators.wecom.web.panels import panels
from siyu.simulators.wecom.web.times import china_time
from siyu.simulators.wecom.world import World

ROWS_MAX = 200
# What may follow the words of a group welcome, one of them.
KINDS = ("image", "link", "miniprogram", "file", "video")


def overview(world: World) -> Json:
    """Return members, contact ways, waiting mass shares, newest messages and callbacks, with totals."""
    state = world.state
    with state.lock:
        waiting = [row for task in state.tasks.values() if task.cancelled_at_ms is None for row in _waiting(task)]
        deliveries = world.deliveries()
        return {
            "corpid": state.corpid,
            "now": china_time(state.now_ms()),
            "apps": [_app(app) for app in state.apps.values()],
            "totals": _totals(world, len(waiting)),
            "members": [_member(world, member) for member in list(state.members.values())[:ROWS_MAX]],
            "ways": [_way(way) for way in list(state.ways.values())[-ROWS_MAX:]],
            "waiting": waiting[:ROWS_MAX],
            "messages": [_message(message) for message in list(state.sent)[: -ROWS_MAX - 1 : -1]],
            "callbacks": [
                {"at": china_time(d.at_ms), "xml": d.xml, "attempt": d.attempt, "failure": d.failure}
                for d in deliveries[: -ROWS_MAX - 1 : -1]
            ],
            **panels(world),
        }


def _totals(world: World, waiting: int) -> Json:
    state = world.state
    return {
        "members": len(state.members),
        "customers": len(state.customers),
        "ways": len(state.ways),
        "waiting": waiting,
        "messages": len(state.sent),
        "callbacks_pending": world.callbacks_pending(),
    }


def _app(app: App) -> Json:
    return {"agentid": app.agentid, "name": app.name, "callback_url": app.callback_url}


def _member(world: World, member: Member) -> Json:
    return {
        "userid": member.userid,
        "name": member.name,
        "friends": world.state.friends.count(member.userid),
        "able": member.serves,
    }


def _way(way: ContactWay) -> Json:
    shown = {name: way.fields[name] for name in ("state", "remark", "user")}
    return {"config_id": way.config_id, "scans": len(way.served), **shown}


def _waiting(task: MassTask) -> list[Json]:
    return [_share(task, share) for share in task.shares.values() if share.confirmed_at_ms is None]


def _share(task: MassTask, share: MemberShare) -> Json:
    return {
        "msgid": task.msgid,
        "userid": share.userid,
        "recipients": len(share.recipients),
        "at": china_time(task.created_at_ms),
        "text": message_text(task.content),
    }


def _message(message: SentMessage) -> Json:
    return {
        "at": china_time(message.at_ms),
        "kind": message.kind,
        "userid": message.userid,
        "external_userid": message.external_userid,
        "text": message_text(message.content),
    }


def message_text(content: Json) -> str:
    """Return a message's words, and how many attachments follow them; a group welcome names its only one by kind."""
    attachments = content.get("attachments") or [kind for kind in KINDS if kind in content]
    words = content.get("text", {}).get("content", "")
    return f"{words} [+{len(attachments)} 附件]" if attachments else str(words)
