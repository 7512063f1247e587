"""Full readings over the API: begin, look, stop; callbacks by kind and reason."""

from siyu.connectors.wecom.callbacks import inbox
from siyu.connectors.wecom.callbacks.knocks import arrived
from siyu.connectors.wecom.sync.tasks import sync_lane
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from tests.connectors.wecom.conftest import Corp
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in

BASE = "/api/brands/golden/wecom"


def test_a_reading_is_begun_looked_at_and_stopped(platform: Platform, scope: Scope, corp: Corp) -> None:
    corp.world.seed_friends("zhangsan", ["wm1", "wm2"])
    account(platform, scope, "lin")
    client = signed_in(platform, "lin")
    with brand_guard():
        begun = client.post(f"{BASE}/syncs").json()
        assert (begun["state"], begun["stage"]) == ("waiting", "organisation")
        stopped = client.post(f"{BASE}/syncs/{begun['id']}/stop").json()
        assert (stopped["state"], stopped["reason"]) == ("stopped", "已按要求停止")
        again = client.post(f"{BASE}/syncs").json()
        assert (again["id"], again["state"]) == (begun["id"], "waiting")
    sync_lane(corp.client).run(platform, None)  # type: ignore[arg-type]
    with brand_guard():
        [done] = client.get(f"{BASE}/syncs").json()
        assert (done["state"], done["friends"], done["staff_done"]) == ("done", 2, 2)
        assert client.get(f"{BASE}/syncs/{done['id']}/refused").json() == []


def test_callbacks_are_counted_by_kind_and_reason(platform: Platform, scope: Scope) -> None:
    body = "<xml><MsgType>event</MsgType><Event>change_external_chat</Event><ChangeType>create</ChangeType></xml>"
    now_ms = platform.clock.now_ms()
    platform.stores.inbox.write(lambda conn: inbox.keep(conn, scope, [arrived(body)], at_ms=now_ms))
    account(platform, scope, "lin")
    [row] = signed_in(platform, "lin").get(f"{BASE}/callbacks").json()
    assert row == {"kind": "change_external_chat/create", "state": "waiting", "reason": "", "count": 1}
