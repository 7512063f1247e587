import threading

from siyu.connectors.wecom.client.library import MediaLibrary
from siyu.connectors.wecom.credentials import corp_of
from siyu.connectors.wecom.sidebar.media import WecomMediaStore
from siyu.connectors.wecom.sidebar.signature import Tickets, sign
from siyu.kit.clock import HOUR_MS
from tests.advisors.factories import sidebar
from tests.content.factories import PNG, upload
from tests.tenancy.factories import account, signed_in

PAGE = "http://testserver/sidebar/golden?x=1"
BASE = "/api/brands/golden"


def test_the_documented_vector_is_met():
    ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    url = "http://mp.weixin.qq.com?params=value"
    for page in (url, f"{url}#/customers/3"):
        signed = sign(ticket, nonce="Wm3WZYTPz0wzccnW", timestamp=1414587457, url=page)
        assert signed.signature == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"


def test_wecoms_browser_accepts_both_signatures(platform, scope, corp, door):
    lin = sidebar(platform, scope, "zhangsan")
    given = lin.get(f"{BASE}/wecom-page", params={"url": f"{PAGE}#/frag"}).json()
    assert (given["corpid"], given["agentid"]) == (corp.world.corpid, str(corp.app.agentid))
    for held, agentid in ((given["config"], None), (given["agent_config"], corp.app.agentid)):
        stamp, nonce = str(held["timestamp"]), held["nonce"]
        check = corp.world.check_js_signature
        assert check(held["signature"], noncestr=nonce, timestamp=stamp, url=PAGE, agentid=agentid)
        assert not check(held["signature"], noncestr=nonce, timestamp=stamp, url=f"{PAGE}&y=2", agentid=agentid)


def test_a_foreign_page_gets_no_signature_and_nobody_without_signing_in(platform, scope, door):
    lin = sidebar(platform, scope, "zhangsan")
    refused = lin.get(f"{BASE}/wecom-page", params={"url": "https://evil.example/sidebar"})
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign_page")
    assert door.get(f"{BASE}/wecom-page", params={"url": PAGE}).status_code == 401


def test_many_pages_at_once_fetch_each_ticket_once_for_its_two_hours(platform, scope, corp, door, clock):
    tickets, app = Tickets(clock, corp.client), corp_of(platform, scope)

    def open_page():
        tickets.for_corp(app, PAGE)
        tickets.for_app(app, PAGE)

    def calls() -> tuple[int, int]:
        return corp.world.state.calls["get_jsapi_ticket"], corp.world.state.calls["ticket/get"]

    threads = [threading.Thread(target=open_page) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls() == (1, 1)
    clock.advance(HOUR_MS)
    open_page()
    assert calls() == (1, 1)
    clock.advance(HOUR_MS)
    open_page()
    assert calls() == (2, 2)


def test_a_file_is_at_wecom_before_the_tap_and_again_before_three_days(platform, scope, corp, door, clock):
    account(platform, scope, "hq")
    owner = signed_in(platform, "hq")
    made = upload(owner, "image", PNG, title="海报").json()["id"]
    archived = upload(owner, "file", b"old price list", name="旧价目表.pdf").json()["id"]
    owner.patch(f"{BASE}/materials/{archived}", json={"archived": True})
    store = WecomMediaStore(platform, MediaLibrary(platform, corp.client))
    assert store.prepare(scope) == 1
    assert corp.world.state.calls["media/upload"] == 1
    lin = sidebar(platform, scope, "zhangsan")
    first = lin.post(f"{BASE}/advisors/materials/{made}/message").json()["message"]["image"]["mediaid"]
    assert corp.world.state.media[first].content == PNG
    assert corp.world.state.calls["media/upload"] == 1
    clock.advance(61 * HOUR_MS)
    store.prepare(scope)
    again = lin.post(f"{BASE}/advisors/materials/{made}/message").json()["message"]["image"]["mediaid"]
    assert again != first and corp.world.state.calls["media/upload"] == 2


def test_a_file_that_is_gone_says_what_to_do(platform, scope, corp, door):
    account(platform, scope, "hq")
    made = upload(signed_in(platform, "hq"), "image", PNG, title="海报").json()["id"]
    for path in (platform.settings.data_dir / "content").rglob("*"):
        if path.is_file():
            path.unlink()
    lin = sidebar(platform, scope, "zhangsan")
    assert lin.post(f"{BASE}/advisors/materials/{made}/message").json()["code"] == "file_gone"
    assert WecomMediaStore(platform, MediaLibrary(platform, corp.client)).prepare(scope) == 0
