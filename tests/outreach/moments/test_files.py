"""Pictures and videos that WeCom does not show in moments are refused while planning, by name, and never reach it."""

import pytest

from siyu.content import operations as content
from siyu.content.contracts import Material, NewMaterial
from siyu.content.files.operations import keep_file
from siyu.outreach.attaching.domain import MomentPictureTooLarge, MomentVideoTooLong
from siyu.outreach.attaching.queries import attached_to_moment
from siyu.outreach.contracts import Attachment
from tests.content.factories import Upload
from tests.outreach.attaching.test_attaching import LINK, make
from tests.outreach.moments.test_moments import Wall, wall
from tests.simulators.wecom.media_files import picture, video
from tests.tenancy.factories import account, signed_in

__all__ = ["wall"]
BASE = "/api/brands/golden/moments"
UPLOAD = "media/upload_attachment"


def planned(wall: Wall, *materials: Material) -> tuple[Attachment, ...]:
    on = wall.corp.platform
    with on.stores.core.reading() as conn:
        return attached_to_moment(on, conn, wall.corp.scope, [one.id for one in materials])


def replace(wall: Wall, held: Material, file: bytes) -> None:
    """This function will give a material another file."""
    on, scope = wall.corp.platform, wall.corp.scope
    kept = keep_file(on, scope, held.kind, "new.png", Upload(file))
    new = NewMaterial(held.kind, held.title, held.category, held.body)
    on.stores.core.write(
        lambda conn: content.change_material(conn, scope, held.id, new, version=held.version, at_ms=2, file=kept)
    )


@pytest.mark.parametrize("kind", ["image", "link"])
@pytest.mark.parametrize("coding", ["PNG", "JPEG"])
def test_a_picture_or_cover_of_too_many_pixels_is_refused_with_its_name_size_and_what_to_do(
    wall: Wall, kind: str, coding: str
) -> None:
    body = LINK if kind == "link" else {}
    large = make(wall.corp, kind, "海报", body, file=picture(3_000, 4_000, coding))
    others = [] if kind == "link" else [make(wall.corp, kind, "小图", file=picture(300, 400))]
    with pytest.raises(MomentPictureTooLarge) as caught:
        planned(wall, *others, large)
    told = caught.value
    assert told.detail("zh") == (
        "「海报」的图片是 3,000 × 4,000 像素，朋友圈只收长边 10,800 像素、短边 1,080 像素以内的图片"
    )
    assert "'海报' is 3,000 × 4,000 pixels" in told.detail("en")
    assert "1,080 × 1,440" in told.fix("zh") and "1,080 × 1,440" in told.fix("en")


@pytest.mark.parametrize(
    ("size", "fit"),
    [((1_081, 1_081), "1,080 × 1,080"), ((10_801, 1), "10,800 × 1"), ((20_000, 1_000), "10,800 × 540")],
)
def test_what_fits_is_said_for_pictures_of_any_proportions(wall: Wall, size: tuple[int, int], fit: str) -> None:
    for width, height in (size, size[::-1]):
        with pytest.raises(MomentPictureTooLarge) as caught:
            planned(wall, make(wall.corp, "image", "长图", file=picture(width, height)))
        assert " × ".join(fit.split(" × ")[:: 1 if (width, height) == size else -1]) in caught.value.fix("en")


def test_a_video_of_more_than_half_a_minute_is_refused_with_its_name_and_length(wall: Wall) -> None:
    assert planned(wall, make(wall.corp, "video", "碾米", file=video(30)))
    with pytest.raises(MomentVideoTooLong) as caught:
        planned(wall, make(wall.corp, "video", "收割", file=video(30.2)))
    assert caught.value.detail("zh") == "视频「收割」长 31 秒，朋友圈只收 30 秒以内的视频"


def test_the_largest_pictures_moments_show_are_planned_and_taken_by_wecom(wall: Wall) -> None:
    sizes = [(10_800, 1_080), (1_080, 10_800), (1_080, 1_440)]
    pieces = [make(wall.corp, "image", f"图{width}", file=picture(width, height)) for width, height in sizes]
    made = wall.publish(attachments=planned(wall, *pieces))
    assert (made.state, wall.corp.world.calls()[UPLOAD]) == ("running", 3)


def test_a_picture_replaced_by_a_larger_one_ends_the_moment_with_its_name_before_wecom_hears_of_it(wall: Wall) -> None:
    poster = make(wall.corp, "image", "海报", file=picture(300, 400))
    pictures = planned(wall, poster)
    replace(wall, poster, picture(2_000, 2_000))
    made = wall.publish(attachments=pictures)
    assert made.state == "failed" and "「海报」的图片是 2,000 × 2,000 像素" in made.problem
    assert UPLOAD not in wall.corp.world.calls() and wall.corp.world.all_moments() == []


def test_the_api_refuses_to_keep_change_foretell_and_publish_it_and_names_the_picture(wall: Wall) -> None:
    account(wall.corp.platform, wall.corp.scope, "lin")
    client = signed_in(wall.corp.platform, "lin")
    large = make(wall.corp, "image", "海报", file=picture(1_081, 1_081))
    small = make(wall.corp, "image", "小图", file=picture(300, 400))
    bad, good = ({"name": "新米", "plan": {"text": "x", "material_ids": [one.id]}} for one in (large, small))
    made = client.post(BASE, json=good).json()
    answers = [
        client.post(BASE, json=bad),
        client.put(f"{BASE}/{made['id']}", json=bad),
        client.post(f"{BASE}/forecast", json=bad["plan"]),
    ]
    replace(wall, small, picture(5_000, 5_000))
    answers.append(client.post(f"{BASE}/{made['id']}/publish"))
    assert [one.status_code for one in answers] == [422] * 4
    assert {one.json()["code"] for one in answers} == {"moment_picture_too_large"}
    assert "小图" in answers[-1].json()["detail"]
    assert client.get(f"{BASE}/{made['id']}").json()["state"] == "draft"
    shown = client.get(f"/api/brands/golden/materials/{large.id}").json()["file"]
    assert (shown["width_px"], shown["height_px"], shown["length_ms"]) == (1_081, 1_081, None)
