"""Events and envelopes as the vendor writes them: text in CDATA, integers bare, absent elements left out."""

from siyu.simulators.wecom.entities import Event


def event_xml(corpid: str, event: Event) -> str:
    """Return the decrypted XML of an event."""
    head: list[tuple[str, str | int]] = [
        ("ToUserName", corpid),
        ("FromUserName", "sys"),
        ("CreateTime", event.created_at_ms // 1000),
        ("MsgType", "event"),
    ]
    return f"<xml>{''.join(element(name, value) for name, value in [*head, *event.fields])}</xml>"


def envelope_xml(corpid: str, agentid: int, encrypted: str) -> str:
    """Return the body of a callback POST."""
    parts = [("ToUserName", corpid), ("AgentID", str(agentid)), ("Encrypt", encrypted)]
    return f"<xml>{''.join(element(name, value) for name, value in parts)}</xml>"


def element(name: str, value: str | int) -> str:
    """Return one element; a text that holds the CDATA end mark is split over two sections."""
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    safe = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"
