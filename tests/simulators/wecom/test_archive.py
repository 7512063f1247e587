import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from siyu.simulators.wecom import crypto
from siyu.simulators.wecom.errors import ActionRefused
from siyu.simulators.wecom.world import World
from tests.simulators.wecom.factories import Api, Receiver

DAY_MS = 86_400_000


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="module")
def keys() -> dict[int, rsa.RSAPrivateKey]:
    return {version: rsa.generate_private_key(65_537, 2048) for version in (1, 2)}


@pytest.fixture
def kept(world: World, keys: dict[int, rsa.RSAPrivateKey]) -> World:
    world.set_archive_key(pem(keys[1]))
    world.permit_archive("zhangsan")
    world.seed_friends("zhangsan", ["wmA", "wmB"])
    return world


def archive_of(api: Api, world: World) -> Api:
    return Api(api.url, world, world.add_app("会话存档", kind="archive"), http=api.http)


def opened(envelope: Any, keys: dict[int, rsa.RSAPrivateKey], corpid: str) -> Any:
    private = keys[envelope["publickey_ver"]]
    secret = private.decrypt(base64.b64decode(envelope["encrypt_random_key"]), padding.PKCS1v15()).decode()
    return json.loads(crypto.decrypt(secret, envelope["encrypt_chat_msg"], corpid))


def test_messages_are_pulled_by_sequence_and_opened_with_the_key_of_their_version(
    api: Api, kept: World, keys: dict[int, rsa.RSAPrivateKey]
) -> None:
    kept.agree_to_archive("zhangsan", "wmA")
    assert kept.archive_message("wmA", ["zhangsan"], "在吗") == 1
    kept.set_archive_key(pem(keys[2]), version=2)
    assert kept.archive_message("zhangsan", ["wmA"], {"msgtype": "link", "link": {"title": "上新"}}) == 2
    archive = archive_of(api, kept)
    first = archive.post("message/getchatdata", {"seq": 0, "limit": 1})["chatdata"]
    rest = archive.post("message/getchatdata", {"seq": 1})["chatdata"]
    assert [row["seq"] for row in first + rest] == [1, 2]
    messages = [opened(row, keys, kept.corpid) for row in first + rest]
    assert (messages[0]["from"], messages[0]["text"]["content"]) == ("wmA", "在吗")
    assert (messages[1]["tolist"], messages[1]["msgtype"]) == (["wmA"], "link")
    assert messages[0]["msgid"].endswith("_external")
    assert archive.post("message/getchatdata", {"seq": 2})["chatdata"] == []
    kept.advance(5 * DAY_MS + 1)
    archive.token = ""
    assert archive.post("message/getchatdata", {"seq": 0})["chatdata"] == []


def test_nothing_is_kept_without_consent_or_of_members_outside_the_archive(api: Api, kept: World) -> None:
    assert kept.archive_message("wmA", ["zhangsan"], "在吗") is None
    assert kept.archive_message("lisi", ["zhangsan"], "内部") == 1
    kept.permit_archive("zhangsan")
    kept.agree_to_archive("zhangsan", "wmA")
    kept.disagree_to_archive("zhangsan", "wmA")
    assert kept.archive_message("zhangsan", ["wmA"], "在的") is None
    chat = kept.seed_group("zhangsan", "群", ["wmA", "wmB"])
    archive = archive_of(api, kept)
    assert archive.post("msgaudit/get_permit_user_list")["ids"] == ["zhangsan"]
    pairs = [{"userid": "zhangsan", "exteranalopenid": ident} for ident in ("wmA", "wmB")]
    rows = archive.post("msgaudit/check_single_agree", {"info": pairs})["agreeinfo"]
    assert [row["agree_status"] for row in rows] == ["Disagree", "Disagree"] and rows[1]["status_change_time"] == 0
    assert len(archive.post("msgaudit/check_room_agree", {"roomid": chat.chat_id})["agreeinfo"]) == 2
    assert archive.post("msgaudit/check_single_agree", {"info": pairs * 51})["errcode"] == 301060
    assert api.post("message/getchatdata", {"seq": 0})["errcode"] == 48002


def test_new_messages_are_told_at_most_every_fifteen_seconds(kept: World, receiver: Receiver) -> None:
    kept.set_callback_url(kept.add_app("会话存档", kind="archive").agentid, receiver.url)
    for pause_ms in (0, 1_000, 14_000):
        kept.advance(pause_ms)
        kept.archive_message("lisi", ["zhangsan"], "内部")
    kept.deliver_callbacks()
    assert len(receiver.received) == 2 and "<AgentID>2000004</AgentID>" in kept.deliveries()[0].xml


def test_an_archive_needs_a_public_key(world: World) -> None:
    for act in (lambda: world.archive_message("a", ["b"], "x"), lambda: world.set_archive_key("nonsense")):
        with pytest.raises(ActionRefused):
            act()


def test_a_file_comes_in_pieces_and_a_message_can_be_taken_back(
    api: Api, kept: World, keys: dict[int, rsa.RSAPrivateKey]
) -> None:
    kept.seed_archive([("zhangsan", "wmA"), ("nobody", "wmB")])
    content = bytes(range(256)) * 2_100
    carried = kept.archive_file(content)
    seq = kept.archive_message("zhangsan", ["wmA"], {"msgtype": "file", "file": {**carried, "filename": "报价.pdf"}})
    assert seq == 1 and kept.revoke_archived(seq) == 2
    archive = archive_of(api, kept)
    file_id, pieces, mark, last = carried["sdkfileid"], [], "", 0
    while not last:
        answer = archive.post("message/getchatmediadata", {"sdkfileid": file_id, "indexbuf": mark})
        pieces.append(base64.b64decode(answer["data"]))
        mark, last = answer["outindexbuf"], answer["is_finish"]
    assert b"".join(pieces) == content and len(pieces) == 2
    assert archive.post("message/getchatmediadata", {"sdkfileid": "none"})["errcode"] == 301048
    said, revoked = [
        opened(row, keys, kept.corpid) for row in archive.post("message/getchatdata", {"seq": 0})["chatdata"]
    ]
    assert revoked["action"] == "recall" and revoked["revoke"]["pre_msgid"] == said["msgid"]
