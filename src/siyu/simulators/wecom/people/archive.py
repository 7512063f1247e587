"""People talk, agree and disagree under 会话内容存档."""

import base64
import hashlib
import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from siyu.simulators.wecom import crypto
from siyu.simulators.wecom.entities import Element, Json
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.nouns.archive import ArchivedMessage, Consent
from siyu.simulators.wecom.state import State

ARCHIVE_AGENTID = 2_000_004
KEY_CHARS = 43
EXTERNAL_MARK = "_external"
FILE_CHARS = 120


def set_key(state: State, public_key_pem: str, version: int) -> None:
    """Set the corp's public key of a version; the highest version encrypts from now on. Raise `ActionRefused`."""
    try:
        key = load_pem_public_key(public_key_pem.encode())
    except ValueError as error:
        raise ActionRefused("不是 PEM 公钥", "not a PEM public key") from error
    if not isinstance(key, RSAPublicKey):
        raise ActionRefused("公钥应为 RSA 2048", "the key must be RSA 2048")
    with state.lock:
        state.archive.keys[version] = public_key_pem.encode()


def permit(state: State, userid: str, edition: int) -> None:
    """Keep a member's messages from now on: edition 1 office, 2 service, 3 enterprise."""
    with state.lock:
        if userid not in state.members:
            raise ActionRefused(f"没有成员 {userid}", f"no member {userid}")
        state.archive.permitted[userid] = edition


def answer(state: State, userid: str, external_userid: str, *, agreed: bool) -> None:
    """Let a customer agree (msg_audit_approved) or disagree to the archive towards a member."""
    with state.lock:
        if not state.is_friend(userid, external_userid):
            raise ActionRefused(f"{userid} 与 {external_userid} 不是好友", "the two are not friends")
        state.archive.consents[(userid, external_userid)] = Consent(agreed, state.now_ms())
        if agreed:
            who: tuple[Element, ...] = (("UserID", userid), ("ExternalUserID", external_userid))
            head: tuple[Element, ...] = (
                ("Event", "change_external_contact"),
                ("ChangeType", "msg_audit_approved"),
            )
            state.publish(userid, *head, *who)


def archive(state: State, sender: str, receivers: Sequence[str], body: Json, *, roomid: str = "") -> int | None:
    """Keep a message and return its seq, or None where nobody's archive covers it or a customer has not agreed.

    `body` holds msgtype and its object, say {"msgtype": "text", "text": {"content": "在吗"}}. Publishes msgaudit_notify,
    at most one in 15 seconds. Raise `ActionRefused` without a public key.
    """
    with state.lock:
        if not state.archive.keys:
            raise ActionRefused("会话存档还没有公钥", "the archive has no public key yet")
        people = (sender, *receivers)
        if not any(person in state.archive.permitted for person in people) or not _all_agree(state, people):
            return None
        external = any(person not in state.members for person in people)
        msgid = state.new_id("", 20) + (EXTERNAL_MARK if external else "")
        plain: Json = {"msgid": msgid, "action": "send", "from": sender, "tolist": list(receivers), "roomid": roomid}
        plain |= {"msgtime": state.now_ms(), **body}
        message = _seal(state, msgid, plain)
        state.archive.messages.append(message)
        state.archive.plain.append(plain)
        _tell(state)
        return message.seq


def seed(state: State, pairs: Sequence[tuple[str, str]]) -> None:
    """Keep members' messages with the consent of these customers, quietly; whoever is no member here is left out."""
    with state.lock:
        for userid, external_userid in pairs:
            if userid in state.members:
                state.archive.permitted.setdefault(userid, 1)
                state.archive.consents[(userid, external_userid)] = Consent(True, state.now_ms())


def keep_file(state: State, content: bytes) -> Json:
    """Put a file behind the archive and return the fields its message carries: sdkfileid, md5sum and the size."""
    with state.lock:
        ident = state.new_id("", FILE_CHARS)
        state.archive.files[ident] = content
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return {"sdkfileid": ident, "md5sum": digest, "filesize": len(content)}


def _all_agree(state: State, people: Sequence[str]) -> bool:
    kept = [person for person in people if person in state.archive.permitted]
    outside = [person for person in people if person not in state.members]
    consents = [state.archive.consents.get((userid, ident)) for userid in kept for ident in outside]
    return all(consent is not None and consent.agreed for consent in consents)


def _seal(state: State, msgid: str, plain: Json) -> ArchivedMessage:
    """Return the envelope: RSA-2048 PKCS#1 v1.5 around a random text, which is the AES key of our own profile."""
    version = max(state.archive.keys)
    # 42 random characters and one that leaves the two spare bits of the last one empty.
    secret = state.new_id("", KEY_CHARS - 1) + "A"
    public = load_pem_public_key(state.archive.keys[version])
    assert isinstance(public, RSAPublicKey)
    sealed_key = base64.b64encode(public.encrypt(secret.encode(), padding.PKCS1v15())).decode()
    body = crypto.encrypt(secret, json.dumps(plain, ensure_ascii=False), state.corpid)
    seq = len(state.archive.messages) + 1
    return ArchivedMessage(seq, msgid, state.now_ms(), version, sealed_key, body)


def _tell(state: State) -> None:
    now, last = state.now_ms(), state.archive.told_at_ms
    if last is None or now - last >= state.limits.archive_notify_every_ms:
        state.archive.told_at_ms = now
        state.publish(None, ("Event", "msgaudit_notify"), ("AgentID", ARCHIVE_AGENTID), audience="archive")
