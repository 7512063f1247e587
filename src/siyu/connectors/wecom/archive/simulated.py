"""Pulling from a simulated corp. Not the vendor's way: the vendor's messages come through its library only.

The simulator seals the key as the vendor documents (RSA, PKCS #1 v1.5) and locks the body under a profile of its own,
because the vendor does not publish its own (AES-256-CBC, as its callbacks).
"""

import base64
import json

from siyu.advisors.archive.contracts import Envelope, FilePart
from siyu.advisors.archive.ports import CannotOpen
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.crypto import BadCallback, open_envelope


class SimulatedArchive:
    """The archive of a simulated corp, over HTTP."""

    def __init__(self, client: WecomClient, app: WecomApp) -> None:
        self._client, self._app = client, app

    def pull(self, after_seq: int, limit: int) -> list[Envelope]:
        """This function will return up to `limit` messages after a number. Raises WecomRefused or WecomUnreachable."""
        return envelopes(self._client.post(self._app, "message/getchatdata", {"seq": after_seq, "limit": limit}))

    def open(self, envelope: Envelope, secret: str) -> Json:
        """This function will open a message. Raises CannotOpen."""
        try:
            found: Json = json.loads(open_envelope(secret, envelope.sealed_body, self._app.corpid))
        except (BadCallback, ValueError) as error:
            raise CannotOpen(value=envelope.msgid) from error
        return found

    def part(self, file_id: str, mark: str) -> FilePart:
        """This function will return a piece of a file. Raises WecomRefused or WecomUnreachable."""
        answer = self._client.post(self._app, "message/getchatmediadata", {"sdkfileid": file_id, "indexbuf": mark})
        return FilePart(base64.b64decode(answer["data"]), str(answer["outindexbuf"]), bool(answer["is_finish"]))


def envelopes(answer: Json) -> list[Envelope]:
    """This function will read the vendor's list of envelopes, by number."""
    found = [
        Envelope(
            seq=int(row["seq"]),
            msgid=str(row["msgid"]),
            key_version=int(row["publickey_ver"]),
            sealed_key=str(row["encrypt_random_key"]),
            sealed_body=str(row["encrypt_chat_msg"]),
        )
        for row in answer.get("chatdata") or []
    ]
    return sorted(found, key=lambda one: one.seq)
