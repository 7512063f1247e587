"""wechatpy, 1.8 or 2.0, as the receiver of callbacks: what it reads from each post, or the code it refuses with."""

import json
import sys
from typing import Any

import wechatpy
import xmltodict
from wechatpy.exceptions import WeChatException

if wechatpy.__version__.startswith("1."):
    from wechatpy.enterprise.crypto import WeChatCrypto
else:
    from wechatpy.work.crypto import WeChatCrypto

job = json.load(sys.stdin)
crypto = WeChatCrypto(job["token"], job["aes_key"], job["corpid"])


def read(params: dict[str, str], body: str) -> Any:
    try:
        xml = crypto.decrypt_message(body, params["msg_signature"], params["timestamp"], params["nonce"])
    except WeChatException as refused:
        return {"refused": refused.errcode}
    return {"message": xml}


def write(message: str) -> Any:
    sealed = xmltodict.parse(crypto.encrypt_message(message, "nonce", "1700000000"))["xml"]
    names = {"encrypt": "Encrypt", "signature": "MsgSignature", "timestamp": "TimeStamp", "nonce": "Nonce"}
    return {name: sealed[element] for name, element in names.items()}


json.dump([*(read(*post) for post in job["posts"]), *map(write, job["messages"])], sys.stdout)
