"""Group welcome texts are kept equal at WeCom, also when what they carry changes or runs out there."""

from collections.abc import Callable, Mapping

import pytest

from siyu.communities.tasks import lanes
from siyu.communities.welcomes import operations as welcomes
from siyu.communities.welcomes import queries
from siyu.communities.welcomes.contracts import GroupWelcome, GroupWelcomeText
from siyu.connectors.wecom.client.library import MediaLibrary
from siyu.connectors.wecom.groups.codes import WecomGroupCodes
from siyu.connectors.wecom.groups.welcomes import WecomGroupWelcomes
from siyu.connectors.wecom.sidebar.media import WecomMediaStore
from siyu.content import operations as content
from siyu.content.contracts import Material, MaterialKind, NewMaterial
from siyu.content.files.operations import keep_file
from siyu.content.files.queries import file_path
from siyu.kit.clock import DAY_MS, HOUR_MS, VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Attachment
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.nouns.groups import WelcomeTemplate
from tests.connectors.wecom.conftest import Corp
from tests.content.factories import MP4, PNG, Upload

EDIT = "externalcontact/group_welcome_template/edit"
SHOP = {"appid": "wx5f1d0c2e7a9b4c63", "page": "pages/member/index", "image_url": "https://example.com/shop.png"}
Make = Callable[..., Material]
Run = Callable[[], None]


@pytest.fixture
def make(platform: Platform, scope: Scope) -> Make:
    """Puts a material into the library."""

    def made(kind: str, title: str, body: Mapping[str, str] | None = None, file: bytes = b"") -> Material:
        kept = keep_file(platform, scope, MaterialKind(kind), f"{title}.bin", Upload(file)) if file else None
        new = NewMaterial(MaterialKind(kind), title, "", body or {})
        return platform.stores.core.write(lambda conn: content.create_material(conn, scope, new, at_ms=1, file=kept))

    return made


@pytest.fixture
def kept(platform: Platform, corp: Corp) -> Run:
    """Runs the lanes that look after texts until both rest."""
    both = lanes(WecomGroupCodes(platform, corp.client), WecomGroupWelcomes(platform, corp.client))

    def run() -> None:
        while sum(lane.run(platform, None) for lane in both):  # type: ignore[arg-type]
            pass

    return run


def written(text: str, *attached: Material) -> GroupWelcomeText:
    return GroupWelcomeText(text, tuple(Attachment("", material_id=one.id) for one in attached))


def create(platform: Platform, scope: Scope, text: GroupWelcomeText) -> GroupWelcome:
    return platform.stores.core.write(lambda conn: welcomes.create_welcome(conn, scope, text, at_ms=1))


def change(platform: Platform, scope: Scope, held: GroupWelcome, text: GroupWelcomeText) -> GroupWelcome:
    return platform.stores.core.write(
        lambda conn: welcomes.change_welcome(conn, scope, held.id, text, version=held.version, at_ms=2)
    )


def held(platform: Platform, scope: Scope) -> list[GroupWelcome]:
    with platform.stores.core.reading() as conn:
        return queries.group_welcomes(conn, scope)


def template(corp: Corp) -> WelcomeTemplate:
    [only] = corp.world.state.groups.templates.values()
    return only


def bytes_of(corp: Corp, media_id: object) -> bytes:
    return corp.world.state.media[str(media_id)].content


def greeted(corp: Corp, chat_id: str, external: str) -> Json:
    """This function will let somebody come into a group and return what they were sent."""
    corp.world.join_group(chat_id, external)
    (message,) = corp.world.sent_messages(external)
    return message.content


def test_a_text_with_a_link_is_made_changed_and_deleted_at_wecom(
    platform: Platform, scope: Scope, corp: Corp, kept: Run
) -> None:
    link = Attachment("新人礼", "https://example.com/gift", "满 79 减 10")
    made = create(platform, scope, GroupWelcomeText("欢迎 %NICKNAME%", (link,)))
    kept()
    one = template(corp)
    assert (one.fields["text"], one.fields["notify"]) == ({"content": "欢迎 %NICKNAME%"}, 1)
    assert one.fields["link"] == {"title": "新人礼", "url": "https://example.com/gift", "desc": "满 79 减 10"}
    assert held(platform, scope)[0].content.attachments == (link,)
    change(platform, scope, made, GroupWelcomeText("你好"))
    kept()
    assert "link" not in one.fields and one.fields["text"] == {"content": "你好"}
    platform.stores.core.write(lambda conn: welcomes.remove_welcome(conn, scope, made.id, at_ms=3))
    kept()
    assert corp.world.state.groups.templates == {} and held(platform, scope) == []


def test_a_text_with_a_picture_becomes_one_with_a_card_and_is_deleted(
    platform: Platform, scope: Scope, corp: Corp, kept: Run, make: Make
) -> None:
    made = create(platform, scope, written("欢迎 %NICKNAME%", make("image", "海报", file=PNG)))
    kept()
    one = template(corp)
    assert set(one.fields) == {"text", "image", "notify"}
    assert bytes_of(corp, one.fields["image"]["media_id"]) == PNG
    [shown] = held(platform, scope)
    assert (shown.sync, shown.content.attachments[0].title) == ("ready", "海报")
    change(platform, scope, made, written("领券", make("miniprogram", "会员商城", SHOP, PNG + b"cover")))
    kept()
    assert template(corp) is one and set(one.fields) == {"text", "miniprogram", "notify"}
    card = one.fields["miniprogram"]
    assert (card["title"], card["appid"], card["page"]) == ("会员商城", SHOP["appid"], SHOP["page"])
    assert bytes_of(corp, card["pic_media_id"]) == PNG + b"cover"
    platform.stores.core.write(lambda conn: welcomes.remove_welcome(conn, scope, made.id, at_ms=3))
    kept()
    assert corp.world.state.groups.templates == {}


def test_videos_files_and_links_of_the_library_go_along_too_also_without_words(
    platform: Platform, scope: Scope, corp: Corp, kept: Run, make: Make
) -> None:
    create(platform, scope, written("", make("video", "碾米", file=MP4)))
    create(platform, scope, written("价目表", make("file", "价目表", file=b"%PDF-1.7 prices")))
    create(platform, scope, written("新米", make("link", "新米到了", {"url": "https://example.com/rice"})))
    kept()
    fields = [one.fields for one in corp.world.state.groups.templates.values()]
    assert [set(one) - {"text", "notify"} for one in fields] == [{"video"}, {"file"}, {"link"}]
    assert bytes_of(corp, fields[0]["video"]["media_id"]) == MP4 and "text" not in fields[0]
    assert fields[2]["link"] == {"title": "新米到了", "url": "https://example.com/rice"}


def test_a_picture_is_still_there_for_those_who_come_after_days(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, kept: Run, make: Make
) -> None:
    chat, picture = corp.world.seed_group("zhangsan", "福利群"), make("image", "海报", file=PNG)
    made = create(platform, scope, written("欢迎", picture))
    kept()
    corp.world.attach_group_welcome(chat.chat_id, template(corp).template_id)
    core = platform.stores.core
    media = WecomMediaStore(platform, MediaLibrary(platform, corp.client))
    for day in range(6):
        clock.advance(DAY_MS)
        if day == 2:  # from here on nothing else keeps the file at WeCom
            core.write(lambda conn: content.archive_material(conn, scope, picture.id, archived=True, at_ms=2))
        media.prepare(scope)
        kept()
        shown = greeted(corp, chat.chat_id, f"wmDay{day}")
        assert bytes_of(corp, shown["image"]["media_id"]) == PNG
    assert corp.world.calls()[EDIT] == 2, "when its file is older than sixty hours, not oftener"
    assert len(corp.world.state.media) == 3 and held(platform, scope)[0].version == made.version
    clock.advance(3 * DAY_MS)
    assert "image" not in greeted(corp, chat.chat_id, "wmLate"), "nobody looked after it: the simulated file is gone"


def test_what_changes_in_the_library_changes_in_the_groups(
    platform: Platform, scope: Scope, corp: Corp, kept: Run, make: Make
) -> None:
    rice = make("link", "新米到了", {"url": "https://example.com/rice"})
    create(platform, scope, written("欢迎", rice))
    kept()
    new = NewMaterial(MaterialKind.LINK, "今年的新米", "", {"url": "https://example.com/new"})
    platform.stores.core.write(lambda conn: content.change_material(conn, scope, rice.id, new, version=1, at_ms=2))
    kept()
    assert template(corp).fields["link"] == {"title": "今年的新米", "url": "https://example.com/new"}
    assert corp.world.calls()[EDIT] == 1


def test_a_file_that_wecom_forgot_goes_up_again_and_one_that_is_gone_here_says_so(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, kept: Run, make: Make
) -> None:
    picture = make("image", "海报", file=PNG)
    assert WecomMediaStore(platform, MediaLibrary(platform, corp.client)).media_id(scope, picture)
    corp.world.state.media.clear()
    create(platform, scope, written("欢迎", picture))
    kept()
    assert held(platform, scope)[0].sync == "waiting"
    clock.advance(HOUR_MS)
    kept()
    assert bytes_of(corp, template(corp).fields["image"]["media_id"]) == PNG
    assert picture.file is not None
    file_path(platform, scope, picture.file.digest).unlink()
    clock.advance(3 * DAY_MS)
    kept()
    [shown] = held(platform, scope)
    assert shown.sync == "refused" and "海报" in shown.error and "'海报'" in shown.error_en


def test_a_renewal_that_wecom_puts_off_comes_later_and_keeps_the_mark_of_what_is_there(
    platform: Platform, scope: Scope, corp: Corp, clock: VirtualClock, kept: Run, make: Make
) -> None:
    create(platform, scope, written("欢迎", make("image", "海报", file=PNG)))
    kept()
    clock.advance(61 * HOUR_MS)
    corp.world.add_fault(Fault(EDIT, "errcode", errcode=-1))
    kept()
    clock.advance(HOUR_MS)
    kept()
    [shown] = held(platform, scope)
    media = corp.world.state.media[template(corp).fields["image"]["media_id"]]
    assert shown.sync == "ready" and media.expires_at_ms > clock.now_ms() + 2 * DAY_MS
