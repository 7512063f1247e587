from typing import Any

import pytest

from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, Receiver


@pytest.fixture
def stores(world: World) -> World:
    world.add_department(2, "华东")
    world.add_department(3, "上海一店", parent_id=2)
    world.add_member("WangWu", "王五", departments=(2, 3)).leads = (3,)
    return world


def as_contacts(api: Api, world: World) -> Api:
    return Api(api.url, world, world.add_app("通讯录同步", kind="contacts"), http=api.http)


def rows_of(api: Api, limit: int) -> list[tuple[str, int]]:
    rows, cursor = [], ""
    for _ in range(100):
        answer = api.post("user/list_id", {"cursor": cursor, "limit": limit})
        rows += [(row["userid"], row["department"]) for row in answer["dept_user"]]
        cursor = answer["next_cursor"]
        if not cursor:
            return rows
    raise AssertionError("paging never ends")


def test_departments_are_listed_from_any_root(api: Api, stores: World) -> None:
    assert [d["id"] for d in api.get("department/list")["department"]] == [1, 2, 3]
    below = api.get("department/list", id=2)["department"]
    assert below[1] == {
        "id": 3,
        "name": "上海一店",
        "name_en": "",
        "department_leader": ["WangWu"],
        "parentid": 2,
        "order": 0,
    }
    assert api.get("department/simplelist", id=3)["department_id"] == [{"id": 3, "parentid": 2, "order": 0}]
    assert api.get("department/get", id=1)["department"]["parentid"] == 0
    refused = api.get("department/list", id=9)
    assert (refused["errcode"], refused["department"]) == (60123, [])


def test_members_are_listed_by_department_without_private_details(api: Api, stores: World) -> None:
    assert [m["userid"] for m in api.get("user/simplelist", department_id=1)["userlist"]] == ["zhangsan", "lisi"]
    (member,) = api.get("user/list", department_id=3)["userlist"]
    assert (member["department"], member["is_leader_in_dept"], member["main_department"]) == ([2, 3], [0, 1], 2)
    assert not {"mobile", "email", "gender", "avatar"} & member.keys()


def test_a_member_is_found_whatever_the_case_and_only_in_sight(api: Api, stores: World) -> None:
    assert api.get("user/get", userid="wangwu")["userid"] == "WangWu"
    assert api.get("user/get", userid="nobody")["errcode"] == 60111
    api.app.visible_userids = frozenset({"lisi"})
    assert api.get("user/get", userid="wangwu")["errcode"] == 60011
    assert api.get("agent/get", agentid=api.app.agentid)["allow_userinfos"]["user"] == [{"userid": "lisi"}]
    assert api.get("agent/get", agentid=1)["errcode"] == 301002


def test_the_id_list_needs_the_contacts_secret_and_has_a_row_per_department(api: Api, stores: World) -> None:
    expected = [("zhangsan", 1), ("lisi", 1), ("WangWu", 2), ("WangWu", 3)]
    assert api.post("user/list_id")["errcode"] == 48002
    contacts = as_contacts(api, stores)
    assert rows_of(contacts, 1) == rows_of(contacts, 3) == rows_of(contacts, 10_000) == expected
    assert contacts.get("externalcontact/get_follow_user_list")["errcode"] == 48002
    assert contacts.get("department/simplelist")["errcode"] == 0


def test_cursors_die_when_told_to(api: Api, stores: World) -> None:
    contacts = as_contacts(api, stores)
    cursor = contacts.post("user/list_id", {"limit": 2})["next_cursor"]
    assert api.act("expire_cursors").status_code == 200
    assert contacts.post("user/list_id", {"limit": 2, "cursor": cursor})["errcode"] == 50100


def test_changes_of_the_organisation_are_told_to_the_contacts_app_alone(stores: World, receiver: Receiver) -> None:
    stores.set_callback_url(next(iter(stores.state.apps)), receiver.url)
    contacts = stores.add_app("通讯录同步", kind="contacts", callback_url=receiver.url)
    stores.create_department(4, "新店", parent_id=2)
    stores.rename_department(4, "南京店")
    stores.delete_department(4)
    stores.member_joins("zhaoliu", departments=(2, 3))
    stores.member_moves("zhaoliu", (3,))
    stores.member_resigns("zhaoliu")
    stores.deliver_callbacks()
    said = [d.xml for d in stores.deliveries()]
    changes = [xml.split("<ChangeType><![CDATA[")[1].split("]]")[0] for xml in said]
    assert changes == ["create_party", "update_party", "delete_party", "create_user", "update_user", "delete_user"]
    assert "<Id>4</Id><Name><![CDATA[新店]]></Name><ParentId>2</ParentId><Order>0</Order>" in said[0]
    assert "<Department><![CDATA[2,3]]></Department>" in said[3]
    assert {d.agentid for d in stores.deliveries()} == {contacts.agentid}
    with pytest.raises(ActionRefused):
        stores.delete_department(3)


def test_somebody_who_resigned_is_gone(api: Api, world: World) -> None:
    world.member_resigns("zhangsan")
    assert api.get("user/get", userid="zhangsan")["errcode"] == 60111
    assert "zhangsan" not in api.get("externalcontact/get_follow_user_list")["follow_user"]


def test_members_without_a_licence_are_told_apart(api: Api, stores: World) -> None:
    stores.seed_friends("zhangsan", ["wmA"])
    stores.seed_friends("lisi", ["wmB"])
    stores.state.members["lisi"].licensed = False
    answer: Any = api.customer("batch/get_by_user", {"userid_list": ["zhangsan", "lisi"]})
    assert [row["follow_info"]["userid"] for row in answer["external_contact_list"]] == ["zhangsan"]
    assert answer["fail_info"] == {"unlicensed_userid_list": ["lisi"]}


def test_more_than_five_hundred_followers_come_in_pages(api: Api, world: World) -> None:
    for number in range(1203):
        world.add_member(f"u{number}")
        world.seed_friends(f"u{number}", ["wmA"])
    seen, cursor, pages = [], "", 0
    while pages < 10:
        pages += 1
        answer = api.get("externalcontact/get", external_userid="wmA", **({"cursor": cursor} if cursor else {}))
        seen += [row["userid"] for row in answer["follow_user"]]
        if not (cursor := answer.get("next_cursor", "")):
            break
    assert pages == 3 and seen == [f"u{number}" for number in range(1203)]
    cursor = api.get("externalcontact/get", external_userid="wmA")["next_cursor"]
    world.add_friend("lisi", "wmA")
    assert api.get("externalcontact/get", external_userid="wmA", cursor=cursor)["errcode"] == 50100
