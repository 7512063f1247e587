import pytest

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, make_world, serve

SINGLE = {"type": 1, "scene": 2, "user": ["zhangsan"]}
TEAM = {"type": 2, "scene": 2, "user": ["zhangsan", "lisi"]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": None}, 41039),
        ({"type": 3}, 41039),
        ({"scene": 0}, 41040),
        ({"scene": 1, "style": 4}, 41042),
        ({"state": "店" * 31}, 40058),
        ({"remark": "备" * 31}, 40058),
        ({"user": []}, 40058),
        ({"user": ["zhangsan", "lisi"]}, 40058),
        ({"user": "zhangsan"}, 40058),
        ({"user": ["nobody"]}, 40003),
        ({"user": ["asleep"]}, 41054),
        ({"user": ["unable"]}, 84074),
        ({"type": 2, "user": [], "party": [9]}, 40058),
        ({"is_temp": True, "expires_in": 15 * 86_400}, 40058),
    ],
)
def test_unsuitable_settings_are_refused_by_name(api: Api, world: World, change: dict[str, object], code: int) -> None:
    world.add_member("asleep").status = 4
    world.add_member("unable").customer_contact = False
    assert api.customer("add_contact_way", {**SINGLE, **change})["errcode"] == code


def test_missing_type_and_scene_have_their_own_codes(api: Api) -> None:
    assert api.customer("add_contact_way", {"scene": 2})["errcode"] == 41037
    assert api.customer("add_contact_way", {"type": 1})["errcode"] == 41038


def test_more_than_a_hundred_members_through_departments_are_too_many(api: Api, world: World) -> None:
    for number in range(101):
        world.add_member(f"d{number}", departments=(7,))
    assert api.customer("add_contact_way", {"type": 2, "scene": 2, "party": [7]})["errcode"] == 41041


def test_a_way_is_read_changed_and_deleted(api: Api) -> None:
    made = api.customer("add_contact_way", {**TEAM, "state": "store-12", "remark": "门店"})
    ident = {"config_id": made["config_id"]}
    assert len(made["config_id"]) == 32
    assert api.http.get(made["qr_code"]).content.startswith(b"\x89PNG")
    change = {**ident, "user": ["lisi"], "type": 1, "skip_verify": False}
    assert api.customer("update_contact_way", change)["errcode"] == 0
    way = api.customer("get_contact_way", ident)["contact_way"]
    assert (way["type"], way["user"], way["state"], way["skip_verify"]) == (2, ["lisi"], "store-12", False)
    assert api.customer("del_contact_way", ident)["errcode"] == 0
    assert api.customer("get_contact_way", ident)["errcode"] == 41044
    assert api.customer("get_contact_way")["errcode"] == 41043


def test_ways_are_listed_in_pages_without_temporary_or_old_ones(api: Api, world: World) -> None:
    api.customer("add_contact_way", SINGLE)
    world.advance(91 * 86_400_000)
    api.token = ""
    fresh = [api.customer("add_contact_way", SINGLE)["config_id"] for _ in range(5)]
    api.customer("add_contact_way", {**SINGLE, "is_temp": True})
    first = api.customer("list_contact_way", {"limit": 3})
    api.customer("del_contact_way", {"config_id": fresh[0]})
    second = api.customer("list_contact_way", {"limit": 3, "cursor": first["next_cursor"]})
    assert [w["config_id"] for w in first["contact_way"] + second["contact_way"]] == fresh
    assert second["next_cursor"] == ""


def test_the_corp_has_a_limit_of_ways() -> None:
    serving, api = serve(make_world(ways_per_corp_max=1))
    with serving:
        codes = [
            api.customer("add_contact_way", {**SINGLE, "is_temp": temp})["errcode"] for temp in (True, False, False)
        ]
        assert codes == [0, 0, 41045]


def test_an_exclusive_way_leads_a_returning_customer_to_the_same_member(api: Api, world: World) -> None:
    config_id = api.customer("add_contact_way", {**TEAM, "is_exclusive": True})["config_id"]
    first = world.scan(config_id, external_userid="wmA")
    for _ in range(10):
        world.member_deletes(first.userid, "wmA")
        assert world.scan(config_id, external_userid="wmA").userid == first.userid


def test_a_scan_by_a_friend_opens_the_chat_without_an_event(world: World) -> None:
    assert world.add_friend("zhangsan", "wmA").is_new
    again = world.add_friend("zhangsan", "wmA")
    assert not again.is_new and again.welcome_code is None
    assert world.callbacks_pending() == 1


def test_a_deleted_or_unknown_code_leads_nowhere(api: Api, world: World) -> None:
    config_id = api.customer("add_contact_way", SINGLE)["config_id"]
    api.customer("del_contact_way", {"config_id": config_id})
    with pytest.raises(ActionRefused):
        world.scan(config_id)
