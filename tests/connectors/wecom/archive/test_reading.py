import pytest

from siyu.connectors.wecom.archive.reading import read

BASE = {"msgid": "m", "action": "send", "from": "wmA", "tolist": ["zhang"], "roomid": "", "msgtime": 1_700_000_000_123}


def of(kind: str, **body: object):
    return read({**BASE, "msgtype": kind, **body})


def test_a_text_and_its_envelope_are_read():
    one = of("text", text={"content": "在吗\x00"})
    assert (one.text, one.at_ms, one.sender, one.receivers, one.room_id) == (
        "在吗", 1_700_000_000_123, "wmA", ("zhang",), "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("link", {"link": {"title": "上新", "description": "新米", "link_url": "https://a"}}, "上新\n新米"),
        ("location", {"location": {"title": "西湖店", "address": "文三路", "zoom": 15}}, "西湖店\n文三路"),
        ("weapp", {"weapp": {"title": "商城", "displayname": "禾满家", "username": "gh_1"}}, "商城\n禾满家"),
        ("markdown", {"info": {"content": "**通知**"}}, "**通知**"),
        ("news", {"info": {"item": [{"title": "甲", "description": "乙"}]}}, "甲\n乙"),
        ("docmsg", {"doc": {"title": "排班表", "doc_creator": "li", "link_url": "https://d"}}, "排班表"),
        ("external_redpacket", {"redpacket": {"type": 1, "wish": "恭喜", "totalcnt": 1, "totalamount": 100}}, "恭喜"),
        ("sphfeed", {"sphfeed": {"feed_type": 4, "sph_name": "禾满家", "feed_desc": "直播"}}, "禾满家\n直播"),
        ("mixed", {"mixed": {"item": [{"type": "text", "content": '{"content":"图文"}'}]}}, "图文"),
        (
            "chatrecord",
            {"chatrecord": {"title": "聊天记录", "item": [{"type": "ChatRecordText", "content": '{"content":"早"}'}]}},
            "聊天记录\n早",
        ),
        ("hologram", {"hologram": {"title": "以后才有的类型"}}, "以后才有的类型"),
        ("meeting", {}, ""),
    ],
)
def test_what_people_read_in_a_message_is_its_text(kind, body, text):
    assert of(kind, **body).text == text


def test_files_carry_what_fetching_them_takes():
    one = of("file", file={"sdkfileid": "f", "md5sum": "aa", "filename": "报价.xlsx", "filesize": 9})
    assert (one.file.file_id, one.file.name, one.file.size_bytes, one.text) == ("f", "报价.xlsx", 9, "报价.xlsx")
    voice = of("voice", voice={"sdkfileid": "v", "voice_size": 5, "play_length": 3})
    assert (voice.file.size_bytes, voice.details) == (5, {"play_length": 3})


def test_answers_and_revocations_are_told_apart():
    assert of("agree", agree={"userid": "wmA", "agree_time": 1}).consent is True
    assert of("disagree", disagree={"userid": "wmA", "disagree_time": 1}).consent is False
    gone = read({**BASE, "action": "recall", "msgtype": "revoke", "revoke": {"pre_msgid": "before"}})
    assert (gone.kind, gone.revokes) == ("revoke", "before")
    assert read({"msgid": "s", "action": "switch", "time": 1, "user": "zhang"}) is None
