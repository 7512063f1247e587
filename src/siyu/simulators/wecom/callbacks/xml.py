"""Events and envelopes as the vendor writes them: text in CDATA, integers bare, absent elements left out.

Elements nest: a value that is a tuple of pairs becomes an element around them.
"""

from siyu.simulators.wecom.entities import Element, Event


def event_xml(corpid: str, event: Event) -> str:
    """Return the decrypted XML of an event."""
    head: list[Element] = [("ToUserName", corpid)]
    head += [("FromUserName", event.sender)] if event.sender else []
    head += [("CreateTime", event.created_at_ms // 1000), ("MsgType", "event")]
    return f"<xml>{_elements((*head, *event.fields))}</xml>"


def envelope_xml(corpid: str, agentid: int, encrypted: str) -> str:
    """Return the body of a callback POST."""
    return f"<xml>{_elements((('ToUserName', corpid), ('AgentID', str(agentid)), ('Encrypt', encrypted)))}</xml>"


def element(name: str, value: "str | int | tuple[Element, ...]") -> str:
    """Return one element; a text that holds the CDATA end mark is split over two sections."""
    if isinstance(value, tuple):
        return f"<{name}>{_elements(value)}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    safe = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"


def _elements(pairs: tuple[Element, ...]) -> str:
    return "".join(element(name, value) for name, value in pairs)
