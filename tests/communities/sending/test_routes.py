"""Groups are chosen among those one may send to, and a mass message to them is sent off like any other."""

from siyu.communities.contracts import SeenGroup
from siyu.communities.operations import record_groups
from tests.outreach.mass.conftest import Corp
from tests.tenancy.factories import account, signed_in

BASE = "/api/brands/golden"


def test_groups_are_chosen_by_name_or_owner_and_written_to(corp: Corp) -> None:
    on, scope = corp.platform, corp.scope
    account(on, scope, "lin")
    client = signed_in(on, "lin")
    chats = [corp.world.seed_group(owner, f"{owner} 的群") for owner in ("zhangsan", "lisi")]
    owners = ("zhangsan", "lisi")
    seen = [SeenGroup(chat.chat_id, chat.name, owner, 1, "v1", 1) for chat, owner in zip(chats, owners, strict=True)]
    on.stores.core.write(lambda conn: record_groups(on, conn, scope, seen))
    corp.world.send_own_group_mass("lisi", [chats[1].chat_id], text="早")
    corp.learn()
    listed = client.get(f"{BASE}/group-mass/groups", params={"search": "lisi"}).json()
    assert [(one["owner"], one["room"]) for one in listed] == [("lisi", 0)]
    plan = {"chat_ids": [chat.chat_id for chat in chats], "text": "今晚八点直播"}
    told = client.post(f"{BASE}/group-mass/forecast", json=plan, headers={"accept-language": "en"}).json()
    assert told["sentence"] == "Of 2 groups 1 can be reached, in 1 task of 1 owner; left out: 1 over WeCom's quota."
    made = client.post(f"{BASE}/group-mass", json={"name": "直播", "plan": plan}).json()["id"]
    assert client.put(f"{BASE}/group-mass/{made}", json={"name": "今晚直播", "plan": plan}).json() == {"id": made}
    shown = client.get(f"{BASE}/mass/{made}", headers={"accept-language": "zh"}).json()
    assert (shown["name"], shown["audience"], shown["state"]) == ("今晚直播", "2 个客户群", "draft")
    assert client.post(f"{BASE}/mass/{made}/send").json()["forecast"]["sent"] == 1
    corp.work()
    rows = client.get(f"{BASE}/mass/{made}/groups").json()["items"]
    assert {one["owner"]: one["outcome"] for one in rows} == {"zhangsan": "waiting", "lisi": "quota"}
    unknown = client.post(f"{BASE}/group-mass/forecast", json=plan | {"chat_ids": ["wrNobody"]})
    assert unknown.status_code == 404 and "wrNobody" in unknown.text
    assert client.post(f"{BASE}/group-mass", json={"name": "x", "plan": plan | {"chat_ids": []}}).status_code == 422
