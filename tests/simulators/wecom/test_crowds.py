from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api
from tests.simulators.wecom.test_contacts import walk

MILLION = 1_000_000


def test_a_million_friends_are_there_without_being_made(api: Api, world: World) -> None:
    crowd = world.seed_corp(members=3_000, friends=MILLION)
    assert crowd is not None and len(crowd) == 3_000 * 334 == len(world.state.customers)
    last = crowd.ident(len(crowd) - 1)
    assert api.get("externalcontact/get", external_userid=last)["follow_user"][0]["userid"] == "staff03000"
    assert len(api.get("externalcontact/list", userid="staff00002")["external_userid"]) == 334
    assert len(world.state.customers) - sum(map(len, world.state.customers.crowds)) == 0


def test_seeded_friends_can_be_acted_on_like_any_other(api: Api, world: World) -> None:
    crowd = world.seed_crowd(["zhangsan", "lisi"], 5)
    mine = [crowd.ident(number) for number in range(5)]
    world.seed_friends("zhangsan", ["wmA"])
    tag = world.seed_tags("等级", ["VIP"])["VIP"]
    api.customer("mark_tag", {"userid": "zhangsan", "external_userid": mine[1], "add_tag": [tag]})
    world.member_deletes("zhangsan", mine[0])
    world.customer_deletes(mine[2], "zhangsan")
    world.member_deletes("zhangsan", mine[3])
    world.add_friend("zhangsan", mine[3])
    world.add_friend("lisi", mine[4])
    order = [mine[1], mine[2], mine[4], "wmA", mine[3]]
    assert walk(api, ["zhangsan"], 2) == [("zhangsan", ident) for ident in order]
    followers = api.get("externalcontact/get", external_userid=mine[4])["follow_user"]
    assert [row["userid"] for row in followers] == ["zhangsan", "lisi"]
    made = api.customer(
        "add_msg_template",
        {"tag_filter": {"group_list": [{"tag_list": [tag]}]}, "text": {"content": "早"}},
    )
    assert world.confirm_mass(made["msgid"], "zhangsan").sent == 1
    assert [m.external_userid for m in world.sent_messages()] == [mine[1]]
