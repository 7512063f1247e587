"""A callback read: what it is about, when it happened, whether it wants a welcome."""

from collections.abc import Mapping
from dataclasses import dataclass

from siyu.connectors.wecom.callbacks.inbox import Arrived, Callback
from siyu.connectors.wecom.crypto import BadCallback
from siyu.connectors.wecom.xml import read_xml
from siyu.kit.clock import SECOND_MS

CONTACT = "change_external_contact"
GREETABLE = frozenset(
    {f"{CONTACT}/add_external_contact", f"{CONTACT}/add_half_external_contact", f"{CONTACT}/msg_audit_approved"}
)


@dataclass(frozen=True, slots=True)
class Knock:
    """A waiting callback and its fields."""

    callback: Callback
    fields: Mapping[str, str]

    @property
    def kind(self) -> str:
        """Event and change type, as "change_external_contact/add_external_contact"."""
        return kind_of(self.fields)

    @property
    def at_ms(self) -> int:
        """When it happened, by WeCom's clock; when it arrived if that is not said."""
        created = self.fields.get("CreateTime", "")
        return int(created) * SECOND_MS if created.isdigit() else self.callback.received_at_ms

    @property
    def userid(self) -> str:
        """The member it is about."""
        return self.fields.get("UserID", "")

    @property
    def external_userid(self) -> str:
        """The customer it is about."""
        return self.fields.get("ExternalUserID", "")


def read(callback: Callback) -> Knock:
    """This function will read a kept callback. Raises BadCallback for a body that is no XML."""
    return Knock(callback, read_xml(callback.body))


def arrived(body: str) -> Arrived:
    """This function will look at a decrypted callback as far as keeping it needs; bad XML is kept with its problem."""
    try:
        fields = read_xml(body)
    except BadCallback as error:
        return Arrived(body, "", greet=False, problem=f"unreadable: {error}"[:200])
    kind = kind_of(fields)
    return Arrived(body, kind, greet=bool(fields.get("WelcomeCode")) and kind in GREETABLE)


def kind_of(fields: Mapping[str, str]) -> str:
    """This function will return "Event/ChangeType", or the event alone, or the message type of what is no event."""
    event = fields.get("Event") or fields.get("MsgType", "")
    change = fields.get("ChangeType", "")
    return f"{event}/{change}" if change else event
