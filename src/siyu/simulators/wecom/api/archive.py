"""会话内容存档: whose messages are kept, who agreed, and the pull by sequence (p91361 and the pages around it).

The vendor pulls through a closed library. The path and the body's encryption here are this simulator's own profile; the
envelope and the key's encryption are as documented.
"""

import base64

from siyu.simulators.wecom.api.call import Call, Endpoint, read_int, read_objects, read_text, require_text
from siyu.simulators.wecom.entities import AppKind, Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.archive import ArchivedMessage
from siyu.simulators.wecom.state import State

ARCHIVE: tuple[AppKind, ...] = ("archive",)
EDITIONS_END = 4


def get_permit_user_list(state: State, call: Call) -> Json:
    """Return the members whose messages are kept, of one edition (1 office, 2 service, 3 enterprise) or all."""
    edition = read_int(call.body, "type", end=EDITIONS_END)
    permitted = state.archive.permitted.items()
    return {"ids": [userid for userid, held in permitted if edition in (0, held) and state.members[userid].works_here]}


def check_single_agree(state: State, call: Call) -> Json:
    """Return the answers of up to 100 pairs; `exteranalopenid` is the vendor's spelling; 301060, 301061."""
    pairs = read_objects(call.body, "info")
    if len(pairs) > state.limits.archive_pairs_max:
        raise VendorError(301060)
    return {"agreeinfo": [_agreement(state, pair) for pair in pairs]}


def check_room_agree(state: State, call: Call) -> Json:
    """Return the answer of every customer in a group, towards its owner."""
    chat = state.groups.chats.get(require_text(call.body, "roomid", 40063))
    if chat is None:
        raise VendorError(90501)
    customers = [member.ident for member in chat.members.values() if member.type == 2]
    rows = [_agreement(state, {"userid": chat.owner, "exteranalopenid": ident}) for ident in customers]
    return {"agreeinfo": [{name: value for name, value in row.items() if name != "userid"} for row in rows]}


def getchatdata(state: State, call: Call) -> Json:
    """Return messages after `seq`, at most 1,000 of the last five days; an empty list means caught up."""
    seq = read_int(call.body, "seq")
    limit = read_int(call.body, "limit", default=state.limits.archive_pull_max)
    if limit > state.limits.archive_pull_max:
        raise VendorError(301058)
    oldest = state.now_ms() - state.limits.archive_keep_ms
    kept = [message for message in state.archive.messages[seq:] if message.at_ms >= oldest]
    return {"chatdata": [_envelope(message) for message in kept[:limit]]}


def getchatmediadata(state: State, call: Call) -> Json:
    """Return a piece of a file, at most 512 KB, and the mark to ask for the next one with; 301048 for no such file."""
    content = state.archive.files.get(require_text(call.body, "sdkfileid", 40063))
    if content is None:
        raise VendorError(301048)
    mark = read_text(call.body, "indexbuf")
    start = int(mark) if mark.isdecimal() else 0
    end = min(len(content), start + state.limits.archive_piece_bytes_max)
    piece = base64.b64encode(content[start:end]).decode()
    return {"data": piece, "outindexbuf": str(end), "is_finish": int(end == len(content))}


def _agreement(state: State, pair: Json) -> Json:
    userid, ident = read_text(pair, "userid"), read_text(pair, "exteranalopenid")
    if userid not in state.members or ident not in state.customers:
        raise VendorError(301061)
    consent = state.archive.consents.get((userid, ident))
    agreed = consent is not None and consent.agreed
    return {
        "status_change_time": consent.at_ms // 1000 if consent is not None else 0,
        "userid": userid,
        "exteranalopenid": ident,
        "agree_status": "Agree" if agreed else "Disagree",
    }


def _envelope(message: ArchivedMessage) -> Json:
    return {
        "seq": message.seq,
        "msgid": message.msgid,
        "publickey_ver": message.key_version,
        "encrypt_random_key": message.encrypted_key,
        "encrypt_chat_msg": message.encrypted_body,
    }


ENDPOINTS = (
    Endpoint("msgaudit/get_permit_user_list", get_permit_user_list, {"ids": []}, ARCHIVE),
    Endpoint("msgaudit/check_single_agree", check_single_agree, {"agreeinfo": []}, ARCHIVE),
    Endpoint("msgaudit/check_room_agree", check_room_agree, {"agreeinfo": []}, ARCHIVE),
    Endpoint("message/getchatdata", getchatdata, {"chatdata": []}, ARCHIVE),
    Endpoint("message/getchatmediadata", getchatmediadata, {"data": ""}, ARCHIVE),
)
