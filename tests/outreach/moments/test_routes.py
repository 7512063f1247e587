"""The API of moments, from a draft to each advisor's post."""

from siyu.kit.clock import MINUTE_MS
from tests.outreach.moments.test_moments import Wall, wall
from tests.tenancy.factories import account, signed_in

__all__ = ["wall"]
BASE = "/api/brands/golden/moments"


def test_a_moment_goes_from_draft_to_posts_by_the_api(wall: Wall) -> None:
    on, scope = wall.corp.platform, wall.corp.scope
    account(on, scope, "lin")
    client = signed_in(on, "lin")
    wall.corp.befriend("zhangsan", ["wmA1", "wmA2"])
    assert client.get(f"{BASE}/tags").json() == []
    plan = {"text": "新米到了", "staff": [], "branches": [], "tag_ids": []}
    told = client.post(f"{BASE}/forecast", json=plan, headers={"accept-language": "zh"}).json()
    assert told["sentence"] == "将请 3 位导购发表，最多 2 位客户能看到。"
    made = client.post(BASE, json={"name": "新米", "plan": plan}).json()
    assert (made["state"], made["totals"]["senders"]) == ("draft", 0)
    changed = client.put(f"{BASE}/{made['id']}", json={"name": "新米上市", "plan": plan}).json()
    assert changed["name"] == "新米上市"
    sent = client.post(f"{BASE}/{made['id']}/publish").json()
    assert sent["state"] == "scheduled"
    assert client.post(f"{BASE}/{made['id']}/publish").status_code == 409
    wall.later(0)
    wall.later(3_000)
    wall.corp.world.publish_moment(wall.corp.world.all_moments()[0].moment_id, "zhangsan")
    wall.later(MINUTE_MS)
    shown = client.get(f"{BASE}/{made['id']}").json()
    assert shown["totals"] == {"senders": 3, "published": 1, "viewers": 2, "comments": 0, "likes": 0}
    (post,) = client.get(f"{BASE}/{made['id']}/posts", params={"only": "published"}).json()["items"]
    assert (post["name"], post["unit"], post["viewers"]) == ("张三", "东区", 2)
    assert [one["name"] for one in client.get(BASE, params={"search": "上市"}).json()["items"]] == ["新米上市"]
    assert client.post(f"{BASE}/{made['id']}/cancel").json()["state"] == "cancelling"
    assert client.delete(f"{BASE}/{made['id']}").status_code == 409
    other = client.post(BASE, json={"name": "草稿", "plan": plan}).json()
    assert client.delete(f"{BASE}/{other['id']}").status_code == 204
    assert client.get(f"{BASE}/99").status_code == 404
    bad = {"name": "x", "plan": {"text": "", "material_ids": []}}
    assert client.post(BASE, json=bad).status_code == 422
    assert client.post(BASE, json={"name": "x", "plan": {"material_ids": [7]}}).status_code == 404
