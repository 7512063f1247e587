import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from siyu.kit.clock import MINUTE_MS
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.tenancy import queries
from siyu.tenancy.accounts import operations as accounts
from siyu.tenancy.contracts import Role
from siyu.tenancy.domain import FAILURES_MAX, LOCK_MAX_MS, lock_ms
from siyu.tenancy.lockout import operations as lockout
from siyu.tenancy.lockout.models import failed_login
from siyu.tenancy.lockout.operations import FORGET_MS
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import PASSWORD, account, browser, signed_in, tree, with_key

UNSAFE = ("POST", "PATCH", "PUT", "DELETE")


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


def login(client, name: str = "lin", password: str = PASSWORD):
    return client.post("/api/auth/login", json={"account": name, "password": password})


def routes(client, methods=UNSAFE):
    """This function will list (method, address) of the application's brand routes, with numbers for parameters."""
    for path, item in client.app.openapi()["paths"].items():
        if path.startswith("/api/brands/{brand}"):
            for method in item:
                if method.upper() in methods:
                    filled = re.sub(r"\{(?!brand)[^}]+\}", "1", path)
                    yield method.upper(), filled


def test_signing_in_tells_who_and_where_and_out_ends_it(platform, scope):
    account(platform, scope, "lin")
    client = signed_in(platform, "lin")
    me = client.get("/api/auth/me").json()
    assert (me["user"]["account"], me["brands"][0]["code"], me["brands"][0]["role"]) == ("lin", "golden", "owner")
    assert me["brands"][0]["can"]["settings.write"]
    assert client.post("/api/auth/logout").status_code == 204
    assert client.get("/api/auth/me").status_code == 401


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(platform, scope):
    account(platform, scope, "lin")
    cookie = login(browser(platform)).headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie


def test_a_session_ends_after_seven_days(platform, scope):
    account(platform, scope, "lin")
    client = signed_in(platform, "lin")
    platform.clock.advance(accounts.SESSION_MS - 1)
    assert client.get("/api/auth/me").status_code == 200
    platform.clock.advance(1)
    assert client.get("/api/auth/me").status_code == 401


def test_five_wrong_passwords_lock_even_the_right_one_out_for_a_minute(platform, scope):
    account(platform, scope, "lin")
    client = browser(platform)
    codes = [login(client, password="wrong wrong").json()["code"] for _ in range(FAILURES_MAX)]
    assert codes == ["wrong_password"] * FAILURES_MAX
    locked = login(client)
    assert (locked.status_code, locked.json()["code"]) == (401, "account_locked")
    platform.clock.advance(MINUTE_MS)
    assert login(client).status_code == 200


def test_guesses_at_once_are_counted_each(platform, scope):
    account(platform, scope, "lin")
    client = browser(platform)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: login(client, password="wrong wrong"), range(8)))
    assert login(client).json()["code"] == "account_locked"


def test_a_login_that_nobody_has_is_locked_like_one_that_somebody_has(platform, scope):
    account(platform, scope, "lin")
    client = browser(platform)
    told = {}
    for name in ("lin", "nobody"):
        answers = [login(client, name, "wrong wrong").json() for _ in range(FAILURES_MAX + 1)]
        platform.clock.advance(MINUTE_MS)
        answers += [login(client, name, "wrong wrong").json() for _ in range(2)]
        platform.clock.advance(2 * FORGET_MS)
        answers += [login(client, name, "wrong wrong").json() for _ in range(2)]
        told[name] = [(answer["code"], answer["detail"]) for answer in answers]
    assert told["lin"] == told["nobody"]
    codes = [code for code, _ in told["lin"]]
    assert codes == ["wrong_password"] * 5 + ["account_locked", "wrong_password", "account_locked"] + [codes[0]] * 2


def test_login_names_that_nobody_has_are_forgotten_and_never_too_many(platform, monkeypatch):
    monkeypatch.setattr(lockout, "UNKNOWN_MAX", 3)
    store = platform.stores.core
    for n in range(6):
        store.write(lambda conn, n=n: lockout.count_unknown(conn, f"nobody {n}", n))
    assert held(platform) == 3
    store.write(lambda conn: lockout.count_unknown(conn, "later", FORGET_MS + 100))
    assert held(platform) == 1


def held(platform) -> int:
    statement = scoped.select(Scope(0), failed_login)
    with platform.stores.core.reading() as conn:
        return len(conn.execute(statement).all())


def test_the_last_owner_can_neither_be_demoted_nor_ended(platform, scope, other_scope):
    number = account(platform, scope, "lin")
    account(platform, other_scope, "elsewhere")
    account(platform, scope, "east", unit=tree(platform, scope)["E"])
    client = signed_in(platform, "lin")
    path = f"/api/brands/golden/users/{number}"
    for change in ({"role": "viewer"}, {"active": False}):
        answer = client.patch(path, json=change)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
        assert "lin" in answer.json()["detail"]
    assert client.patch(path, json={"role": "owner"}).status_code == 204
    account(platform, scope, "second")
    assert client.patch(path, json={"role": "viewer"}).status_code == 204


def test_two_owners_who_step_down_at_once_leave_one(platform, scope):
    numbers = [account(platform, scope, name) for name in ("lin", "wei")]
    clients = [signed_in(platform, name) for name in ("lin", "wei")]
    with ThreadPoolExecutor(2) as pool:
        paths = [f"/api/brands/golden/users/{number}" for number in numbers]
        codes = list(
            pool.map(
                lambda one: one[0].patch(one[1], json={"role": "viewer"}).status_code, zip(clients, paths, strict=True)
            )
        )
    assert sorted(codes) == [204, 409]


@pytest.mark.parametrize(
    ("role", "limited", "seen"),
    [
        (Role.OWNER, False, ["users", "api-keys", "audit-log"]),
        (Role.OPERATOR, False, ["audit-log"]),
        (Role.OPERATOR, True, []),
        (Role.MANAGER, True, []),
        (Role.VIEWER, False, []),
    ],
)
def test_accounts_keys_and_the_audit_log_need_a_right_of_their_own(platform, scope, role, limited, seen):
    account(platform, scope, "lin", role, tree(platform, scope)["E"] if limited else None)
    client = signed_in(platform, "lin")
    answers = {
        part: client.get(f"/api/brands/golden/{part}").status_code for part in ("users", "api-keys", "audit-log")
    }
    assert [part for part, code in answers.items() if code == 200] == seen
    assert {code for code in answers.values() if code != 200} <= {403}
    assert client.get("/api/brands/golden").status_code == 200


def test_a_lock_doubles_up_to_an_hour():
    assert [lock_ms(n) for n in (0, 4, 5, 6, 7)] == [0, 0, 60_000, 120_000, 240_000]
    assert lock_ms(500) == LOCK_MAX_MS


def test_an_unknown_account_is_hashed_for_like_a_known_one(platform, scope, monkeypatch):
    account(platform, scope, "lin")
    hashed = []
    real = accounts._matches
    monkeypatch.setattr(accounts, "_matches", lambda *given: hashed.append(1) or real(*given))
    answers = [login(browser(platform), name, "wrong wrong").json() for name in ("lin", "nobody")]
    assert len(hashed) == 2
    assert [answer["detail"] for answer in answers] == ["账号或密码不正确"] * 2


def test_an_account_that_was_ended_cannot_sign_in_and_its_sessions_end(platform, scope):
    account(platform, scope, "boss")
    number = account(platform, scope, "lin")
    client, boss = signed_in(platform, "lin"), signed_in(platform, "boss")
    assert boss.patch(f"/api/brands/golden/users/{number}", json={"active": False}).status_code == 204
    assert client.get("/api/auth/me").status_code == 401
    assert login(browser(platform)).json()["code"] == "wrong_password"


def test_a_new_password_ends_old_sessions_and_unlocks(platform, scope):
    account(platform, scope, "boss")
    number = account(platform, scope, "lin")
    client, boss = signed_in(platform, "lin"), signed_in(platform, "boss")
    for _ in range(FAILURES_MAX):
        login(browser(platform), password="wrong wrong")
    assert boss.patch(f"/api/brands/golden/users/{number}", json={"password": "another one"}).status_code == 204
    assert client.get("/api/auth/me").status_code == 401
    assert login(browser(platform), password="another one").status_code == 200


def test_every_change_needs_the_sessions_own_csrf_token(platform, scope):
    account(platform, scope, "lin")
    client = signed_in(platform, "lin")
    checked = [("POST", "/api/auth/logout"), *routes(client)]
    assert len(checked) > 10
    for token in (None, "wrong", "é"):
        for method, path in checked:
            headers = {"X-CSRF-Token": token.encode("latin-1")} if token else {}
            client.headers.pop("X-CSRF-Token", None)
            answer = client.request(method, path.format(brand="golden"), json={}, headers=headers)
            # A body of the wrong form may be refused first; nothing is ever changed.
            assert answer.status_code in (403, 422), (method, path, answer.text)
            if answer.status_code == 403:
                assert answer.json()["code"] == "bad_csrf_token", (method, path)
    assert client.get("/api/auth/me").status_code == 200


def test_nobody_reads_or_changes_anything_without_signing_in(platform, scope):
    client = browser(platform)
    for method, path in routes(client, (*UNSAFE, "GET")):
        answer = client.request(method, path.format(brand="golden"), json={} if method != "GET" else None)
        assert answer.status_code in (401, 422), (method, path, answer.status_code)


def test_the_owner_of_one_brand_finds_nothing_in_another(platform, scope, other_scope):
    account(platform, scope, "lin")
    client = signed_in(platform, "lin")
    for method, path in routes(client, ("GET",)):
        for code in ("other", "no-such-brand"):
            answer = client.request(method, path.format(brand=code))
            assert answer.status_code in (404, 422), (method, path, answer.status_code)


def test_a_key_may_do_what_it_was_given_in_its_own_brand_until_it_is_revoked(platform, scope, other_scope):
    account(platform, scope, "lin")
    key = with_key(platform, scope, "customers.read")
    assert key.get("/api/brands/golden/org-units").status_code == 200
    assert key.get("/api/brands/golden/audit-log").json()["code"] == "not_allowed"
    assert key.post("/api/brands/golden/tags", json={"name": "x", "group_id": 1}).status_code == 403
    assert key.get("/api/brands/other/org-units").status_code == 404
    boss = signed_in(platform, "lin")
    (shown,) = boss.get("/api/brands/golden/api-keys").json()
    assert shown["last_used_at_ms"] and "secret" not in shown and "digest" not in shown
    assert boss.delete(f"/api/brands/golden/api-keys/{shown['id']}").status_code == 204
    assert key.get("/api/brands/golden/org-units").status_code == 401


def test_a_key_of_one_brand_cannot_be_revoked_from_another(platform, scope, other_scope):
    key = with_key(platform, scope, "customers.read")
    account(platform, other_scope, "mallory")
    mallory = signed_in(platform, "mallory")
    for number in range(1, 4):
        mallory.delete(f"/api/brands/other/api-keys/{number}")
    assert key.get("/api/brands/golden/org-units").status_code == 200


def test_a_made_up_permission_is_refused(platform, scope):
    account(platform, scope, "lin")
    body = {"name": "x", "permissions": ["customers.read", "everything"]}
    answer = signed_in(platform, "lin").post("/api/brands/golden/api-keys", json=body)
    assert (answer.status_code, answer.json()["value"]) == (422, "everything")


@pytest.mark.parametrize(("role", "allowed"), [("viewer", 0), ("advisor", 0), ("operator", 0), ("owner", 1)])
def test_only_owners_change_settings(platform, scope, role, allowed):
    account(platform, scope, "lin", Role(role))
    client = signed_in(platform, "lin")
    answer = client.patch("/api/brands/golden", json={"name": "New", "zone": "Asia/Shanghai"})
    assert answer.status_code == (200 if allowed else 403)
    assert client.get("/api/brands/golden/users").status_code == (200 if allowed else 403)


def test_people_of_a_branch_see_their_part_of_the_tree_only(platform, scope):
    units = tree(platform, scope)
    account(platform, scope, "lin", Role.MANAGER, units["E1"])
    client = signed_in(platform, "lin")
    assert [one["code"] for one in client.get("/api/brands/golden/org-units").json()] == ["E1", "E11"]
    assert client.patch("/api/brands/golden", json={"name": "x", "zone": "UTC"}).status_code == 403
    assert not client.get("/api/auth/me").json()["brands"][0]["can"]["imports.read"]


def test_an_account_cannot_be_limited_to_another_brands_unit(platform, scope, other_scope):
    account(platform, scope, "lin")
    foreign = tree(platform, other_scope)["E"]
    body = {"account": "new", "name": "N", "password": PASSWORD, "role": "manager", "org_unit_id": foreign}
    assert signed_in(platform, "lin").post("/api/brands/golden/users", json=body).status_code == 404


def test_an_owner_cannot_take_over_an_account_shared_with_another_brand(platform, scope, other_scope):
    account(platform, scope, "lin")
    shared = account(platform, other_scope, "shared")
    platform.stores.core.write(
        lambda conn: accounts.grant_role(conn, scope, shared, role=Role.VIEWER, org_unit_id=None)
    )
    client = signed_in(platform, "lin")
    for body in ({"password": "taken over"}, {"active": False}):
        answer = client.patch(f"/api/brands/golden/users/{shared}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "shared_account")
    assert client.patch(f"/api/brands/golden/users/{shared}", json={"role": "operator"}).status_code == 204


def test_accounts_of_another_brand_can_neither_be_seen_nor_changed(platform, scope, other_scope):
    account(platform, scope, "lin")
    foreign = account(platform, other_scope, "foreign")
    client = signed_in(platform, "lin")
    assert [one["account"] for one in client.get("/api/brands/golden/users").json()] == ["lin"]
    assert client.patch(f"/api/brands/golden/users/{foreign}", json={"role": "viewer"}).status_code == 404
    taken = {"account": "foreign", "name": "N", "password": PASSWORD, "role": "viewer"}
    assert client.post("/api/brands/golden/users", json=taken).json()["code"] == "login_taken"


def test_the_audit_log_says_who_did_what_and_stays_in_its_brand(platform, scope, other_scope):
    account(platform, scope, "lin")
    account(platform, other_scope, "foreign")
    client = signed_in(platform, "lin")
    client.patch("/api/brands/golden", json={"name": "金禾", "zone": "Asia/Shanghai"})
    client.post("/api/brands/golden/api-keys", json={"name": "k", "permissions": ["events.write"]})
    entries = client.get("/api/brands/golden/audit-log").json()["items"]
    assert [one["action"] for one in entries][:2] == ["api_key.create", "brand.change"]
    assert entries[0]["actor"].startswith("user:") and entries[0]["actor_name"] == "lin"
    assert not any(one["target"] in ("foreign", "other") for one in entries)
    page = client.get("/api/brands/golden/audit-log?limit=1").json()
    rest = client.get(f"/api/brands/golden/audit-log?cursor={page['next_cursor']}").json()["items"]
    assert page["items"] + rest == entries


@pytest.mark.parametrize("zone", ["Mars/Base", "Asia", "", "../../etc/passwd", "/etc/passwd"])
def test_a_zone_that_is_none_is_refused(platform, scope, zone):
    account(platform, scope, "lin")
    answer = signed_in(platform, "lin").patch("/api/brands/golden", json={"name": "x", "zone": zone})
    assert (answer.status_code, answer.json()["field"]) == (422, "zone")


def test_brands_names_may_repeat_but_codes_do_not(platform, scope):
    with platform.stores.core.reading() as conn:
        assert queries.brand_by_code(conn, "Golden Harvest").code == "golden"
