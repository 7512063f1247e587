"""The vendor's XML is read like a tree would read it, and nothing in it is ever expanded or fetched."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.connectors.wecom.crypto import BadCallback
from siyu.connectors.wecom.xml import read_xml

TAGS = st.sampled_from(["ToUserName", "Event", "State", "WelcomeCode"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="￾￿"))


@given(st.lists(st.tuples(TAGS, TEXTS, st.booleans()), max_size=6))
def test_texts_are_those_a_tree_would_give(pairs: list[tuple[str, str, bool]]) -> None:
    root = ElementTree.Element("xml")
    for tag, words, nested in pairs:
        child = ElementTree.SubElement(root, tag)
        child.text = words
        if nested:
            ElementTree.SubElement(child, "Inner").text = "inside"
    text = ElementTree.tostring(root, encoding="unicode")
    assert read_xml(text) == {child.tag: (child.text or "").strip() for child in ElementTree.fromstring(text)}


def test_cdata_is_text() -> None:
    assert read_xml("<xml><Name><![CDATA[<王> & ]]]]><![CDATA[>]]></Name><Time>5</Time></xml>") == {
        "Name": "<王> & ]]>",
        "Time": "5",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no xml",
        "<xml><A>",
        "<xml/><xml/>",
        '<!DOCTYPE x [<!ENTITY a "ha">]><xml><A>&a;</A></xml>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
        "<xml><A>&unknown;</A></xml>",
        "<xml><A>\ud800</A></xml>",
    ],
)
def test_what_is_no_plain_xml_is_refused(text: str) -> None:
    with pytest.raises(BadCallback):
        read_xml(text)
