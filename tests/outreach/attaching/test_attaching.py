"""Materials with messages and welcomes: what WeCom would refuse is refused when it is chosen, and files are there in time."""

from typing import Any

import pytest

from siyu.connectors.wecom.client.library import MediaLibrary
from siyu.connectors.wecom.materials.writing import ready_cards
from siyu.connectors.wecom.sidebar.media import WecomMediaStore
from siyu.content import operations as content
from siyu.content.contracts import Material, MaterialKind, NewMaterial, StoredFile
from siyu.content.files.operations import keep_file
from siyu.kit.clock import HOUR_MS
from siyu.outreach.attaching.domain import BadAttachment, check_moment
from siyu.outreach.attaching.queries import attached, attached_to_welcome
from siyu.outreach.contracts import Attachment
from siyu.simulators.wecom.faults import Fault
from tests.content.factories import MP4, PNG, Upload
from tests.outreach.mass.conftest import Corp

LINK = {"url": "https://shop.example.com/rice", "description": "现磨现发"}
CARD = {"appid": "wx5f1d0c2e7a9b4c63", "page": "pages/index", "image_url": "https://shop.example.com/a.png"}


def make(corp: Corp, kind: str, title: str, body: dict[str, str] | None = None, file: bytes = b"") -> Material:
    """This function will put a material into the brand's library."""
    on, scope = corp.platform, corp.scope
    kept = keep_file(on, scope, MaterialKind(kind), f"{title}.bin", Upload(file)) if file else None
    new = NewMaterial(MaterialKind(kind), title, "", body or {})
    return on.stores.core.write(lambda conn: content.create_material(conn, scope, new, at_ms=1, file=kept))


def chosen(corp: Corp, *materials: Material) -> tuple[Attachment, ...]:
    with corp.platform.stores.core.reading() as conn:
        return attached(conn, corp.scope, [Attachment("", material_id=one.id) for one in materials])


def test_every_kind_of_material_goes_with_a_mass_message(corp: Corp) -> None:
    pieces = [
        make(corp, "image", "海报", file=PNG),
        make(corp, "video", "碾米", file=MP4),
        make(corp, "file", "价目表", file=b"%PDF-1.7 prices"),
        make(corp, "link", "新米", LINK),
        make(corp, "miniprogram", "商城", CARD, file=PNG + b"cover"),
    ]
    campaign = corp.draft(corp.befriend("zhangsan", ["wmA1", "wmA2"]), attachments=chosen(corp, *pieces))
    corp.send(campaign)
    (task,) = corp.world.mass_tasks()
    sent = task.content["attachments"]
    assert [one["msgtype"] for one in sent] == ["image", "video", "file", "link", "miniprogram"]
    assert corp.world.state.media[sent[0]["image"]["media_id"]].content == PNG
    assert sent[3]["link"] == {"title": "新米", "url": LINK["url"], "desc": "现磨现发"}
    assert sent[4]["miniprogram"]["appid"] == CARD["appid"]


def test_a_picture_alone_is_a_message_and_is_uploaded_once_for_all_advisors(corp: Corp) -> None:
    picture = make(corp, "image", "海报", file=PNG)
    ids = [*corp.befriend("zhangsan", ["wmA1"]), *corp.befriend("lisi", ["wmB1"])]
    corp.send(corp.draft(ids, text="海报", attachments=chosen(corp, picture)))
    assert len(corp.world.mass_tasks()) == 2 and len(corp.world.state.media) == 1


def test_a_file_wecom_forgot_is_uploaded_again_and_the_task_made(corp: Corp) -> None:
    picture = make(corp, "image", "海报", file=PNG)
    WecomMediaStore(corp.platform, MediaLibrary(corp.platform, corp.desk._client)).prepare(corp.scope)
    corp.world.state.media.clear()
    campaign = corp.draft(corp.befriend("zhangsan", ["wmA1"]), attachments=chosen(corp, picture))
    corp.send(campaign)
    corp.later()
    assert corp.outcomes(campaign) == {"waiting": 1} and len(corp.world.state.media) == 1


def test_nothing_is_uploaded_while_a_friend_waits_and_what_is_ready_is_renewed_in_time(corp: Corp) -> None:
    picture, link = make(corp, "image", "海报", file=PNG), make(corp, "link", "新米", LINK)
    client = corp.desk._client
    store = WecomMediaStore(corp.platform, MediaLibrary(corp.platform, client))
    app = _app(corp)
    wanted = [picture.id, link.id]
    assert ready_cards(corp.platform, corp.scope, app, wanted).keys() == {link.id}
    assert corp.world.state.media == {}
    corp.world.add_fault(Fault("media/upload", "errcode", errcode=45009, times=1))
    store.prepare(corp.scope)
    corp.clock.advance(HOUR_MS)
    assert store.prepare(corp.scope) == 1
    first = ready_cards(corp.platform, corp.scope, app, wanted)[picture.id]
    corp.clock.advance(61 * HOUR_MS)
    assert ready_cards(corp.platform, corp.scope, app, wanted)[picture.id] == first, "good for three days"
    store.prepare(corp.scope)
    assert ready_cards(corp.platform, corp.scope, app, wanted)[picture.id] != first


@pytest.mark.parametrize(
    ("kind", "title", "body", "file", "why"),
    [
        ("text", "正文", {"text": "x"}, b"", "put its words into the text"),
        ("miniprogram", "商城", CARD, b"", "needs a cover picture"),
        ("miniprogram", "这个小程序卡片的标题实在是太长了一点点点点点", CARD, PNG, "over 64 bytes"),
        ("link", "长" * 43, LINK, b"", "over 128 bytes"),
    ],
)
def test_what_wecom_would_refuse_is_refused_when_it_is_chosen(
    corp: Corp,
    kind: str,
    title: str,
    body: dict[str, str],
    file: bytes,
    why: str,
) -> None:
    piece = make(corp, kind, title, body, file)
    with pytest.raises(BadAttachment, match=why):
        chosen(corp, piece)
    named = [{"msgtype": "material", "material": {"id": piece.id}}]
    with corp.platform.stores.core.reading() as conn, pytest.raises(BadAttachment, match=why):
        attached_to_welcome(conn, corp.scope, named)


def piece(kind: str, number: int = 1, size_bytes: int = 10, title: str = "a") -> list[Material]:
    file = StoredFile("d", "n", size_bytes, "image/png") if size_bytes else None
    one: Any = Material(1, MaterialKind(kind), title, "", {}, file, 1, False, "", 0, 0)
    return [one] * number


@pytest.mark.parametrize(
    ("pieces", "good"),
    [
        (piece("image", 9), True),
        (piece("image", 10), False),
        (piece("video"), True),
        (piece("video", 2), False),
        (piece("link"), True),
        (piece("link", size_bytes=0), False),
        (piece("link", title="长" * 43), False),
        (piece("image") + piece("video"), False),
        (piece("file"), False),
        (piece("image", size_bytes=(10 << 20) + 1), False),
        ([], True),
    ],
)
def test_a_moment_takes_nine_pictures_or_one_video_or_one_link(pieces: list[Material], good: bool) -> None:
    if good:
        return check_moment(pieces)
    with pytest.raises(BadAttachment):
        check_moment(pieces)


def _app(corp: Corp) -> Any:
    return corp.desk._corp(corp.scope)
