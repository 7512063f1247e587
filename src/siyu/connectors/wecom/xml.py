"""Reading the vendor's XML safely: no document types, and so no entities; a flat map of texts.

Straight from expat: a burst of callbacks is read a thousand times a second, at the door and twice behind it, and a tree
of elements costs ten times what their texts do.
"""

from xml.parsers.expat import ExpatError, ParserCreate

from siyu.connectors.wecom.crypto import BadCallback

# The root's direct children.
CHILD = 2


def read_xml(text: str) -> dict[str, str]:
    """This function will return the texts of the root's direct children by tag. Raises BadCallback for bad XML."""
    reader = _Reader()
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(text, True)
    except (ExpatError, ValueError) as error:
        raise BadCallback(field="xml") from error
    return {tag: words.strip() for tag, words in reader.found.items()}


class _Reader:
    """Collects what stands in each child before an element of its own."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._depth = 0
        self._open = ""

    def start(self, tag: str, _: dict[str, str]) -> None:
        self._depth += 1
        self._open = tag if self._depth == CHILD else ""
        if self._open:
            self.found[tag] = ""

    def end(self, _: str) -> None:
        self._depth -= 1
        self._open = ""

    def characters(self, words: str) -> None:
        if self._open:
            self.found[self._open] += words


def _refuse(*_: object) -> None:
    raise BadCallback(field="xml")
