"""Reading the vendor's XML safely: no entities, no document types; a flat map of texts."""

from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from siyu.connectors.wecom.crypto import BadCallback


def read_xml(text: str) -> dict[str, str]:
    """This function will return the texts of the root's direct children by tag. Raises BadCallback for bad XML."""
    try:
        root = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadCallback(field="xml") from error
    return {child.tag: (child.text or "").strip() for child in root}
