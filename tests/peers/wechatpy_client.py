"""One walk through the simulator by wechatpy, 1.8 or 2.0, whichever is importable; the outcome as JSON."""

import json
import sys
from typing import Any

import requests
import wechatpy
from wechatpy.exceptions import APILimitedException, WeChatClientException

if wechatpy.__version__.startswith("1."):
    from wechatpy.enterprise import WeChatClient
else:
    from wechatpy.work import WeChatClient

job = json.load(sys.stdin)
direct = requests.Session()
direct.trust_env = False


class SimulatedClient(WeChatClient):
    API_BASE_URL = f"{job['url']}/cgi-bin/"

    def fetch_access_token(self) -> Any:
        params = {"corpid": self.corp_id, "corpsecret": self.secret}
        return self._fetch_access_token(url=f"{self.API_BASE_URL}gettoken", params=params)


def act(name: str, **fields: Any) -> None:
    direct.post(f"{job['url']}/sim/{name}", json=fields).raise_for_status()


def refused_with(error: type[Exception], path: str) -> Any:
    try:
        client.get(path)
    except error as told:
        return told.errcode
    return 0


client = SimulatedClient(job["corpid"], job["secret"])
client._http.trust_env = False
found = {"version": wechatpy.__version__}
found["followers"] = client.get("externalcontact/get_follow_user_list")["follow_user"]
found["customers"] = client.external_contact.list("zhangsan")["external_userid"]
found["name"] = client.external_contact.get("wm0")["external_contact"]["name"]
made = client.post("externalcontact/add_msg_template", data={"sender": "zhangsan", "text": {"content": "上新"}})
found["msgid"] = made["msgid"]
found["media_id"] = client.media.upload("image", ("a.png", b"\x89PNG123456", "image/png"))["media_id"]
act("fault", path="externalcontact/", kind="errcode", errcode=45009)
found["limited"] = refused_with(APILimitedException, "externalcontact/get_follow_user_list")
found["stranger"] = refused_with(WeChatClientException, "externalcontact/get?external_userid=wmNobody")
act("expire_tokens")
found["after_expiry"] = client.get("externalcontact/get_follow_user_list")["follow_user"]
json.dump(found, sys.stdout)
