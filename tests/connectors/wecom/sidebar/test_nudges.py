import json

import httpx
import pytest

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.errors import WecomUnreachable
from siyu.connectors.wecom.sidebar.nudges import WecomNudge


def nudge_over(platform, clock, answer):
    """This function will return a nudge whose WeCom gives `answer` to message/send, and the bodies it was sent."""
    bodies: list[dict] = []

    def vendor(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/gettoken"):
            return httpx.Response(200, json={"errcode": 0, "access_token": "T", "expires_in": 7200})
        bodies.append(json.loads(request.content))
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(200, json=answer)

    client = WecomClient(clock, httpx.MockTransport(vendor), sleep=lambda _: None)
    return WecomNudge(platform, client), bodies


def test_a_reminder_goes_to_one_member_and_a_repeat_is_dropped_by_wecom(platform, scope, door, clock):
    nudge, bodies = nudge_over(platform, clock, {"errcode": 0, "msgid": "m1"})
    assert nudge.nudge(scope, "zhangsan", "寄样品")
    (body,) = bodies
    assert (body["touser"], body["msgtype"], body["text"]) == ("zhangsan", "text", {"content": "寄样品"})
    assert (body["enable_duplicate_check"], body["duplicate_check_interval"]) == (1, 4 * 3600)


@pytest.mark.parametrize(
    "answer", [{"errcode": 81013, "errmsg": "all invalid"}, {"errcode": 0, "invaliduser": "zhangsan"}]
)
def test_a_member_whom_the_app_cannot_reach_is_not_tried_again(platform, scope, door, clock, answer):
    nudge, _ = nudge_over(platform, clock, answer)
    assert not nudge.nudge(scope, "zhangsan", "寄样品")


def test_no_answer_is_told_so_that_it_is_tried_later(platform, scope, door, clock):
    nudge, _ = nudge_over(platform, clock, httpx.ReadTimeout("slow"))
    with pytest.raises(WecomUnreachable):
        nudge.nudge(scope, "zhangsan", "寄样品")
