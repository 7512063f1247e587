from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, make_world, serve


def add(api: Api, group: str, *names: str) -> dict[str, object]:
    return api.customer("add_corp_tag", {"group_name": group, "tag": [{"name": name} for name in names]})


def test_a_group_grows_and_only_new_tags_are_returned(api: Api) -> None:
    first = add(api, "等级", "金卡", "金卡", "银卡")["tag_group"]
    assert [tag["name"] for tag in first["tag"]] == ["金卡", "银卡"]
    second = add(api, "等级", "铜卡")["tag_group"]
    assert second["group_id"] == first["group_id"] and [tag["name"] for tag in second["tag"]] == ["铜卡"]
    (group,) = api.customer("get_corp_tag_list")["tag_group"]
    assert [tag["name"] for tag in group["tag"]] == ["金卡", "银卡", "铜卡"]
    assert add(api, "等级", "金卡")["errcode"] == 40071
    assert add(api, "等级")["errcode"] == 40063


def test_names_are_measured_in_characters(api: Api) -> None:
    assert add(api, "组", "标" * 30)["errcode"] == 0
    assert add(api, "组", "标" * 31)["errcode"] == 40058


def test_a_group_goes_with_its_last_tag_and_shows_as_deleted_only_by_id(api: Api) -> None:
    group = add(api, "等级", "金卡", "银卡")["tag_group"]
    ids = [tag["id"] for tag in group["tag"]]
    assert api.customer("del_corp_tag", {"tag_id": ids[:1]})["errcode"] == 0
    assert len(api.customer("get_corp_tag_list")["tag_group"][0]["tag"]) == 1
    assert api.customer("del_corp_tag", {"tag_id": ids[1:]})["errcode"] == 0
    assert api.customer("get_corp_tag_list")["tag_group"] == []
    (shown,) = api.customer("get_corp_tag_list", {"tag_id": ids})["tag_group"]
    assert shown["deleted"] and all(tag["deleted"] for tag in shown["tag"])
    assert api.customer("edit_corp_tag", {"id": ids[0], "name": "新"})["errcode"] == 40068


def test_deleted_tags_leave_the_customers(api: Api, world: World) -> None:
    world.seed_friends("zhangsan", ["wmA"])
    tag_id = add(api, "等级", "金卡")["tag_group"]["tag"][0]["id"]
    api.customer("mark_tag", {"userid": "zhangsan", "external_userid": "wmA", "add_tag": [tag_id]})
    api.customer("del_corp_tag", {"group_id": [api.customer("get_corp_tag_list")["tag_group"][0]["group_id"]]})
    assert api.get("externalcontact/get", external_userid="wmA")["follow_user"][0]["tags"] == []


def test_an_app_changes_only_what_it_made(api: Api, world: World) -> None:
    foreign = world.seed_tags("后台", ["手工"])["手工"]
    assert api.customer("edit_corp_tag", {"id": foreign, "name": "改名"})["errcode"] == 81011
    assert api.customer("del_corp_tag", {"tag_id": [foreign]})["errcode"] == 81011
    own = add(api, "等级", "金卡", "银卡")["tag_group"]["tag"]
    assert api.customer("edit_corp_tag", {"id": own[0]["id"], "name": "银卡"})["errcode"] == 40071
    assert api.customer("edit_corp_tag", {"id": own[0]["id"], "name": "黑卡", "order": 7})["errcode"] == 0
    group = api.customer("get_corp_tag_list", {"tag_id": [own[0]["id"]]})["tag_group"][0]
    assert (group["tag"][0]["name"], group["tag"][0]["order"]) == ("黑卡", 7)


def test_the_corp_has_a_limit_of_tags() -> None:
    serving, api = serve(make_world(tags_per_corp_max=2))
    with serving:
        assert add(api, "等级", "一", "二", "三")["errcode"] == 40126
        assert add(api, "等级", "一", "二")["errcode"] == 0
        assert add(api, "别的", "三")["errcode"] == 40126
