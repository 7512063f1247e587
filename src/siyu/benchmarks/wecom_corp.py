"""The simulated corp of the WeCom benches in a process of its own, told what to do line by line.

    python -c "from siyu.benchmarks.wecom_corp import serve; serve()"

Each line on its standard input is a JSON list [command, arguments…]; each answer is one line of JSON. The corp's own
books are the truth the benches report: which welcomes it took, and when.
"""

import json
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict
from typing import Any

from siyu.benchmarks.peak import peak_mb
from siyu.kit.clock import SECOND_MS, SystemClock
from siyu.simulators.wecom.callbacks.sender import CallbackTrouble
from siyu.simulators.wecom.entities import Member
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World

STEP_S = 0.01
# Posts under way at once, as from a vendor with many machines.
CALLBACKS_AT_ONCE = 200
PERCENTILES = (50, 95, 99)


class Corp:
    """A simulated corp and the crowd that adds its members."""

    def __init__(self, frequency_scale: float | None = None) -> None:
        limits = Limits(frequency_scale=frequency_scale, callbacks_at_once=CALLBACKS_AT_ONCE)
        self.world = World(SystemClock().now_ms, limits=limits)
        self.app = self.world.add_app()
        self.added: dict[str, int] = {}
        self._adding: threading.Thread | None = None
        self._took_s = 0.0

    def keys(self) -> dict[str, str]:
        """This function will return what the brand's channel settings need."""
        app = self.app
        return {"corpid": self.world.corpid, "secret": app.secret, "token": app.token, "aes_key": app.aes_key}

    def staff(self, count: int) -> int:
        """This function will hire `count` members called s0, s1, …"""
        self.world.add_members(Member(f"s{number}", f"导购{number}") for number in range(count))
        return count

    def friends(self, total: int, staff: int) -> int:
        """This function will share `total` friends out among `staff` members, without callbacks."""
        for number in range(staff):
            mine = range(number, total, staff)
            self.world.seed_friends(f"s{number}", [f"wm{one:08d}" for one in mine])
        return total

    def callback_url(self, url: str) -> bool:
        """This function will set the callback address and say whether it could be verified."""
        self.world.set_callback_url(self.app.agentid, url)
        return self.world.verify_callback_url(self.app.agentid).ok

    def trouble(self, **shares: float) -> None:
        """This function will make the callback line unreliable."""
        self.world.set_callback_trouble(CallbackTrouble(**shares))

    def refuse(self, path: str, errcode: int, for_ms: int) -> None:
        """This function will refuse calls of `path` with `errcode` for a while."""
        self.world.add_fault(Fault(path, "errcode", errcode=errcode, for_ms=for_ms))

    def adds(self, per_s: int, seconds: float, staff: int) -> None:
        """This function will let customers add members in the background, evenly: `per_s` a second for `seconds`."""
        self._adding = threading.Thread(target=self._add, args=(per_s, seconds, staff), daemon=True)
        self._adding.start()

    def progress(self) -> dict[str, Any]:
        """This function will say how many have been added and welcomed so far, and whether the crowd is done."""
        busy = self._adding is not None and self._adding.is_alive()
        waiting = self.world.callbacks_pending()
        return {"busy": busy, "added": len(self.added), "welcomed": len(self.world.state.sent), "waiting": waiting}

    def books(self) -> dict[str, Any]:
        """This function will report what the corp knows: welcomes taken, twice or late, and how long they took in ms."""
        world = self.world
        sent = [message for message in world.sent_messages() if message.kind == "welcome"]
        times = Counter(message.external_userid for message in sent)
        took = sorted(message.at_ms - self.added[message.external_userid] for message in sent)
        spread = (
            {f"p{share}": took[min(len(took) - 1, len(took) * share // 100)] for share in PERCENTILES} if took else {}
        )
        return {
            "added": len(self.added),
            "welcomed": len(times),
            "twice": sum(count > 1 for count in times.values()),
            "seconds": round(self._took_s, 1),
            "took_ms": {**spread, "max": took[-1] if took else 0},
            "within_20_s": sum(one <= 20 * SECOND_MS for one in took),
            "calls": world.calls(),
            "peak_mb": round(peak_mb()),
        }

    def calls(self) -> dict[str, int]:
        """This function will return how often each API was called."""
        return self.world.calls()

    def _add(self, per_s: int, seconds: float, staff: int) -> None:
        started = time.monotonic()
        for number in range(int(per_s * seconds)):
            ahead_s = number / per_s - (time.monotonic() - started)
            if ahead_s > STEP_S:
                time.sleep(ahead_s)
            self.added[f"wm{number:08d}"] = self.world.state.now_ms()
            self.world.add_friend(f"s{number % staff}", f"wm{number:08d}", channel=f"door-{number % 7}")
        self._took_s = time.monotonic() - started


def serve(frequency_scale: float | None = None) -> None:
    """This function will serve a corp until its standard input ends."""
    corp = Corp(frequency_scale)
    with serve_in_thread(corp.world) as serving:
        _say({"url": serving.url, **corp.keys()})
        for line in sys.stdin:
            command, *arguments = json.loads(line)
            named = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
            _say(getattr(corp, command)(*arguments, **named))


def _say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer, default=asdict) + "\n")
    sys.stdout.flush()
