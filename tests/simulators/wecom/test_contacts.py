import pytest

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, make_world, serve


def friends(count: int, start: int = 0) -> list[str]:
    return [f"wm{number:06d}" for number in range(start, start + count)]


def walk(api: Api, userids: list[str], limit: int = 0) -> list[tuple[str, str]]:
    found, cursor = [], ""
    for _ in range(1000):
        answer = api.customer("batch/get_by_user", {"userid_list": userids, "cursor": cursor, "limit": limit})
        assert answer["errcode"] == 0
        rows = answer["external_contact_list"]
        found += [(r["follow_info"]["userid"], r["external_contact"]["external_userid"]) for r in rows]
        cursor = answer["next_cursor"]
        if not cursor:
            return found
    raise AssertionError("paging never ends")


def test_members_without_customer_contact_or_out_of_sight_are_not_listed(api: Api, world: World) -> None:
    world.add_member("wangwu").customer_contact = False
    assert api.get("externalcontact/get_follow_user_list")["follow_user"] == ["zhangsan", "lisi"]
    api.app.visible_userids = frozenset({"lisi"})
    assert api.get("externalcontact/get_follow_user_list")["follow_user"] == ["lisi"]
    assert api.get("externalcontact/list", userid="zhangsan")["errcode"] == 60011
    assert api.get("externalcontact/list", userid="nobody")["errcode"] == 40003


def test_a_customer_shows_its_followers_with_notes_and_tags(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA1"], names={"wmA1": "小林"})
    tags = world.seed_tags("等级", ["VIP"])
    note = {"userid": "zhangsan", "external_userid": "wmA1"}
    assert api.customer("remark", {**note, "remark": "林女士", "remark_mobiles": ["13800000001"]})["errcode"] == 0
    assert api.customer("mark_tag", {**note, "add_tag": [tags["VIP"]]})["errcode"] == 0
    answer = api.get("externalcontact/get", external_userid="wmA1")
    assert answer["external_contact"]["name"] == "小林" and answer["external_contact"]["unionid"] == "oUwmA1"
    assert "next_cursor" not in answer
    (follow,) = answer["follow_user"]
    assert (follow["remark"], follow["remark_mobiles"]) == ("林女士", ["13800000001"])
    assert follow["tags"] == [{"group_name": "等级", "tag_name": "VIP", "tag_id": tags["VIP"], "type": 1}]
    batch = api.customer("batch/get_by_user", {"userid_list": ["zhangsan"]})
    assert batch["external_contact_list"][0]["follow_info"]["tag_id"] == [tags["VIP"]]
    assert world.callbacks_pending() == 0


def test_batch_pages_hold_every_friend_once_even_when_pages_run_short() -> None:
    world = make_world(short_page_every=3)
    world.seed_friends("zhangsan", friends(230))
    world.seed_friends("lisi", friends(120, start=200))
    serving, api = serve(world)
    with serving:
        expected = [("zhangsan", f) for f in friends(230)] + [("lisi", f) for f in friends(120, start=200)]
        assert walk(api, ["zhangsan", "lisi"]) == expected


def test_batch_limit_over_the_maximum_is_served_as_the_maximum(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", friends(150))
    sizes = [
        len(api.customer("batch/get_by_user", {"userid_list": ["zhangsan"], "limit": limit})["external_contact_list"])
        for limit in (0, 70, 100, 5000)
    ]
    assert sizes == [50, 70, 100, 100]


def test_friends_that_leave_between_pages_neither_shift_nor_repeat_the_rest(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", friends(100))
    first = api.customer("batch/get_by_user", {"userid_list": ["zhangsan"], "limit": 50})
    world.member_deletes("zhangsan", "wm000000")
    world.member_deletes("zhangsan", "wm000050")
    body = {"userid_list": ["zhangsan"], "limit": 100, "cursor": first["next_cursor"]}
    second = api.customer("batch/get_by_user", body)
    got = [row["external_contact"]["external_userid"] for row in second["external_contact_list"]]
    assert got == friends(49, start=51) and second["next_cursor"] == ""


def test_a_cursor_of_another_query_is_invalid(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", friends(100))
    cursor = api.customer("batch/get_by_user", {"userid_list": ["zhangsan"]})["next_cursor"]
    for body in ({"userid_list": ["lisi"], "cursor": cursor}, {"userid_list": ["zhangsan"], "cursor": "junk"}):
        assert api.customer("batch/get_by_user", body)["errcode"] == 50100


def test_more_than_500_followers_come_in_pages(api: Api, world: World) -> None:
    for number in range(501):
        world.add_member(f"m{number}")
        world.seed_friends(f"m{number}", ["wmPopular"])
    first = api.get("externalcontact/get", external_userid="wmPopular")
    second = api.get("externalcontact/get", external_userid="wmPopular", cursor=first["next_cursor"])
    assert (len(first["follow_user"]), len(second["follow_user"])) == (500, 1) and "next_cursor" not in second


def test_a_customer_who_left_is_still_shown_but_one_the_member_deleted_is_not(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA", "wmB"])
    world.customer_deletes("wmA", "zhangsan")
    world.member_deletes("zhangsan", "wmB")
    assert api.get("externalcontact/list", userid="zhangsan")["external_userid"] == ["wmA"]
    assert api.get("externalcontact/get", external_userid="wmB")["errcode"] == 84061


def test_remark_checks_lengths_in_characters_and_clears_phones(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA"])
    note = {"userid": "zhangsan", "external_userid": "wmA"}
    assert api.customer("remark", note)["errcode"] == 40063
    assert api.customer("remark", {**note, "remark": "林" * 21})["errcode"] == 40058
    assert api.customer("remark", {**note, "remark": "林" * 20, "remark_mobiles": ["138"]})["errcode"] == 0
    assert api.customer("remark", {**note, "remark_mobiles": [""]})["errcode"] == 0
    (follow,) = api.get("externalcontact/get", external_userid="wmA")["follow_user"]
    assert (follow["remark"], follow["remark_mobiles"]) == ("林" * 20, [])
    assert api.customer("remark", {"userid": "lisi", "external_userid": "wmA", "remark": "x"})["errcode"] == 84061


def test_mark_tag_refuses_nothing_and_unknown_tags_and_too_many(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA"])
    note = {"userid": "zhangsan", "external_userid": "wmA"}
    assert api.customer("mark_tag", note)["errcode"] == 40063
    assert api.customer("mark_tag", {**note, "add_tag": ["etNone"]})["errcode"] == 40068
    many = list(world.seed_tags("很多", [f"t{number}" for number in range(3001)]).values())
    assert api.customer("mark_tag", {**note, "add_tag": many})["errcode"] == 40144
    assert api.customer("mark_tag", {**note, "add_tag": many[:3000]})["errcode"] == 0
    assert api.customer("mark_tag", {**note, "remove_tag": many[:2999]})["errcode"] == 0
    assert len(api.get("externalcontact/get", external_userid="wmA")["follow_user"][0]["tags"]) == 1


def test_twenty_thousand_friends_can_be_seeded_and_walked() -> None:
    world = make_world()
    assert world.seed_friends("zhangsan", friends(20_000)) == 20_000
    assert world.seed_friends("zhangsan", friends(20_000)) == 0
    serving, api = serve(world)
    with serving:
        assert len(set(walk(api, ["zhangsan"], limit=100))) == 20_000
        assert len(api.get("externalcontact/list", userid="zhangsan")["external_userid"]) == 20_000


def test_a_half_friend_shows_only_when_the_member_confirms_and_is_welcomed_once(api: Api, world: World) -> None:
    met = world.add_half_friend("zhangsan", "wmA", channel="店")
    assert api.get("externalcontact/get", external_userid="wmA")["errcode"] == 84061
    assert walk(api, ["zhangsan"]) == []
    hello = {"welcome_code": met.welcome_code, "text": {"content": "欢迎"}}
    assert api.customer("send_welcome_msg", hello)["errcode"] == 0
    assert world.confirm_friend("zhangsan", "wmA").welcome_code is None
    assert api.get("externalcontact/get", external_userid="wmA")["follow_user"][0]["state"] == "店"
    world.add_half_friend("lisi", "wmB")
    assert world.confirm_friend("lisi", "wmB").welcome_code is not None


def test_corp_tags_that_an_advisor_puts_on_are_told_and_shown(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA"])
    tag = world.seed_tags("等级", ["VIP"])["VIP"]
    world.member_edits("zhangsan", "wmA", tag_ids=[tag])
    follow = api.get("externalcontact/get", external_userid="wmA")["follow_user"][0]
    assert [one["tag_id"] for one in follow["tags"]] == [tag]
    with pytest.raises(ActionRefused):
        world.member_edits("zhangsan", "wmA", tag_ids=["etNone"])
