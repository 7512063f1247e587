import pytest

from siyu.content.files.queries import FOLDER
from siyu.tenancy.contracts import Role
from tests.content.factories import BASE, JPG, LINK, PNG, material, script, upload
from tests.kit.brand_guard import brand_guard
from tests.tenancy.factories import account, signed_in, tree


@pytest.fixture(autouse=True)
def guarded():
    with brand_guard():
        yield


@pytest.fixture
def client(platform, scope):
    account(platform, scope, "lin")
    return signed_in(platform, "lin")


def test_each_kind_of_material_can_be_stored_and_read_back(client):
    made = [
        material(client, "text", "欢迎语", text="您好"),
        material(client, "link", "压榨菜籽油", **LINK),
        material(
            client,
            "miniprogram",
            "商城首页",
            appid="wx1234567890abcdef",
            page="pages/home",
            image_url=LINK["image_url"],
        ),
        upload(client, "image", PNG, title="新品海报"),
    ]
    assert [answer.status_code for answer in made] == [201] * 4
    listed = client.get(f"{BASE}/materials?limit=3").json()
    assert [one["kind"] for one in listed["items"]] == ["image", "miniprogram", "link"]
    rest = client.get(f"{BASE}/materials?limit=3&cursor={listed['next_cursor']}").json()
    assert [one["title"] for one in rest["items"]] == ["欢迎语"] and rest["next_cursor"] is None
    assert client.get(f"{BASE}/materials/{made[1].json()['id']}").json()["body"] == LINK


def test_a_file_comes_back_as_it_was_and_is_kept_once(platform, client):
    first, second = (upload(client, "image", PNG, title=title).json() for title in ("一", "二"))
    for one in (first, second):
        answer = client.get(f"{BASE}/materials/{one['id']}/file")
        assert answer.content == PNG and answer.headers["content-type"] == "image/png"
        assert answer.headers["x-content-type-options"] == "nosniff"
    kept = [path for path in (platform.settings.data_dir / FOLDER).rglob("*") if path.is_file()]
    assert len(kept) == 1


def test_a_page_that_poses_as_a_file_is_downloaded_not_shown(client):
    made = upload(client, "file", b"<script>alert(1)</script>", name="报价.html").json()
    answer = client.get(f"{BASE}/materials/{made['id']}/file")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"


def test_a_replaced_file_is_another_version(client):
    made = upload(client, "image", PNG, title="海报").json()
    change = {"data": {"version": "1"}, "files": {"file": ("b.jpg", JPG, "image/jpeg")}}
    changed = client.put(f"{BASE}/materials/{made['id']}/file", **change).json()
    assert changed["version"] == 2 and changed["file"]["media_type"] == "image/jpeg"
    stale = client.put(f"{BASE}/materials/{made['id']}/file", **change)
    assert stale.status_code == 409 and stale.json()["code"] == "content_moved"
    assert client.get(f"{BASE}/materials/{made['id']}/file").content == JPG


def test_a_change_made_on_an_old_version_is_refused(client):
    made = material(client).json()
    change = {"title": "新标题", "category": "", "body": {"text": "新的"}, "version": 1}
    assert client.put(f"{BASE}/materials/{made['id']}", json=change).json()["version"] == 2
    stale = client.put(f"{BASE}/materials/{made['id']}", json=change)
    assert stale.status_code == 409 and "第 2 版" in stale.json()["detail"]


def test_archived_pieces_leave_the_library_and_can_come_back(client):
    made = material(client).json()
    said = script(client, "问候", "您好").json()
    for path in (f"{BASE}/materials/{made['id']}", f"{BASE}/scripts/{said['id']}"):
        listed = path.rsplit("/", 1)[0]
        assert client.patch(path, json={"archived": True}).json()["archived"]
        assert client.get(listed).json()["items"] == []
        assert len(client.get(f"{listed}?archived=true").json()["items"]) == 1
        client.patch(path, json={"archived": False})
        assert len(client.get(listed).json()["items"]) == 1


def test_search_looks_through_words_categories_and_objections(client):
    attached = material(client, title="压榨工艺").json()
    script(client, "嫌贵", "{name},一瓶能吃三个月", stage="considering", objection="太贵了", category="价格")
    script(client, "工艺", "我们只用物理压榨", stage="any", material_id=attached["id"])
    found = client.get(f"{BASE}/scripts?search=太贵").json()["items"]
    assert [one["title"] for one in found] == ["嫌贵"] and found[0]["variables"] == ["name"]
    assert client.get(f"{BASE}/scripts?search=%25").json()["items"] == []
    both = client.get(f"{BASE}/scripts?search=物理 压榨").json()["items"]
    assert [one["material"]["title"] for one in both] == ["压榨工艺"]
    assert len(client.get(f"{BASE}/scripts?stage=considering").json()["items"]) == 1
    assert client.get(f"{BASE}/content-categories").json() == {"materials": ["售后"], "scripts": ["价格"]}


def test_a_script_with_an_unknown_variable_says_which_there_are(client):
    refused = script(client, "问候", "{nickname}您好")
    assert refused.status_code == 422 and "{name}" in refused.json()["fix"]
    assert any(one["name"] == "name" for one in client.get(f"{BASE}/script-variables").json())


def test_a_script_cannot_point_at_another_brands_material(platform, client, other_scope):
    account(platform, other_scope, "mei")
    other = signed_in(platform, "mei")
    theirs = material(other, base="/api/brands/other").json()
    assert script(client, "问候", "您好", material_id=theirs["id"]).status_code == 404


def test_one_brand_sees_nothing_of_another(platform, client, other_scope):
    account(platform, other_scope, "mei")
    other = signed_in(platform, "mei")
    made, said = upload(client, "image", PNG).json(), script(client, "问候", "您好").json()
    base = "/api/brands/other"
    assert other.get(f"{base}/materials").json()["items"] == [] == other.get(f"{base}/scripts").json()["items"]
    for path in (f"materials/{made['id']}", f"materials/{made['id']}/file", f"scripts/{said['id']}"):
        assert other.get(f"{base}/{path}").status_code == 404
    assert other.patch(f"{base}/scripts/{said['id']}", json={"archived": True}).status_code == 404


def test_only_those_who_answer_for_the_whole_brand_change_its_library(platform, scope, client):
    units = tree(platform, scope)
    account(platform, scope, "branch", Role.OPERATOR, units["E1"])
    account(platform, scope, "looks", Role.VIEWER)
    for login in ("branch", "looks"):
        person = signed_in(platform, login)
        assert person.get(f"{BASE}/materials").status_code == 200
        assert material(person).status_code == 403
        assert script(person, "问候", "您好").status_code == 403
