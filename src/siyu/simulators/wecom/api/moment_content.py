"""What a moment may hold and who may see it (p95094)."""

from siyu.simulators.wecom.api.call import Call, read_object, read_objects, read_text, read_texts, require_text
from siyu.simulators.wecom.api.content import need_media
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.state import State

MOST = {"image": 9, "video": 1, "link": 1}


def read_moment_content(state: State, call: Call) -> Json:
    """Return text (2,000 characters and 4,000 bytes) and up to 9 images, or 1 video, or 1 link; 41089 with neither."""
    limits, files = state.limits, read_objects(call.body, "attachments")
    words = read_text(
        read_object(call.body, "text"),
        "content",
        chars_max=limits.moment_text_chars_max,
        bytes_max=limits.message_text_bytes_max,
    )
    if not words and not files:
        raise VendorError(41089)
    kinds = {str(file.get("msgtype")) for file in files}
    if not kinds <= MOST.keys():
        raise VendorError(41065, sorted(kinds - MOST.keys())[0])
    if len(kinds) > 1 or any(len(files) > MOST[kind] for kind in kinds):
        raise VendorError(41064)
    for file in files:
        _check(state, str(file["msgtype"]), read_object(file, str(file["msgtype"])))
    content: Json = {"text": {"content": words}} if words else {}
    return {**content, **({"attachments": files} if files else {})}


def read_audience(state: State, call: Call, visible: Json) -> tuple[dict[str, list[str]], Json]:
    """Return customers per member, and what was named but is unknown; without a range everybody."""
    senders = read_object(visible, "sender_list")
    users, departments = read_texts(senders, "user_list"), senders.get("department_list") or []
    tags = set(read_texts(read_object(visible, "external_contact_list"), "tag_list"))
    known_tags = {tag_id for tag_id in tags if tag_id in state.tags and not state.tags[tag_id].deleted}
    named = state.expand_users(users, departments) if users or departments else list(state.members)
    able = [u for u in named if u in state.members and state.members[u].serves and call.app.sees(u)]
    customers = {
        userid: [
            relation.external_userid
            for relation in state.friends.of_member(userid)
            if not tags or relation.tag_ids & known_tags
        ]
        for userid in able
    }
    unknown = [d for d in departments if d not in state.departments]
    senders_bad = {"user_list": [u for u in users if u not in able], "department_list": unknown}
    invalid = {"tag_list": sorted(tags - known_tags)}
    return customers, {"invalid_sender_list": senders_bad, "invalid_external_contact_list": invalid}


def _check(state: State, kind: str, body: Json) -> None:
    if not body:
        raise VendorError(40058, f"attachments.{kind} is missing")
    need_media(state, require_text(body, "media_id", 40058), attachment_type=1)
    if kind == "link":
        require_text(body, "url", 40058)
        limits = state.limits
        read_text(body, "title", chars_max=limits.moment_title_chars_max, bytes_max=limits.link_title_bytes_max)
        read_text(body, "url", bytes_max=limits.url_bytes_max)
