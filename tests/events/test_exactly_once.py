"""Exactly once: killed after any step, or raced by another folder, folding ends in the same state."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from siyu.customers import operations as customers
from siyu.events import operations as log
from siyu.events.folding import operations as folding
from siyu.events.folding.operations import fold

STEPS = [
    (folding, "_advance"),
    (folding, "read_delivery"),
    (folding, "_resolve"),
    (folding, "_set_attributes"),
    (folding, "park"),
    (log, "first_seen"),
    (log, "append"),
    (log, "_count_names"),
    (log, "_publish"),
    (customers, "resolve"),
    (folding, "set_attributes"),
]
MESSAGES = [
    {"type": "identify", "messageId": "1", "userId": "u1", "traits": {"name": "王芳", "city": "上海"}},
    {"type": "track", "messageId": "2", "userId": "u1", "event": "Product Viewed"},
    {"type": "dance", "userId": "u1"},
    {"type": "track", "messageId": "3", "anonymousId": "a1", "event": "Product Viewed"},
]


class Killed(BaseException):
    """The process dies here: nothing catches it on the way, as nothing catches a kill."""


def state(door):
    everyone = [door.customer("user_id", "u1"), door.customer("anonymous_id", "a1")]
    return len(door.log()), [one is not None for one in everyone], door.attributes("u1"), len(door.parked())


@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
def test_dying_after_any_step_loses_nothing_and_repeats_nothing(door, monkeypatch, module, step):
    door.send(*MESSAGES)
    real = getattr(module, step)

    def dies(*args, **more):
        real(*args, **more)
        raise OperationalError("the store went away", None, Exception("killed"))

    with monkeypatch.context() as patch:
        patch.setattr(module, step, dies)
        with pytest.raises(OperationalError):
            fold(door.platform, door.scope)
    assert door.log() == []
    assert door.parked() == ()
    assert door.fold() == len(MESSAGES)
    assert state(door) == (2, [True, True], {"name": "王芳", "city": "上海"}, 1)


def test_dying_after_the_commit_does_not_fold_twice(door, monkeypatch):
    door.send(*MESSAGES)
    with monkeypatch.context() as patch:
        patch.setattr(folding.events_folded, "labels", lambda brand: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            fold(door.platform, door.scope)
    before = state(door)
    assert before[0] == 2
    assert door.fold() == 0
    assert state(door) == before


def test_two_folders_at_once_fold_each_message_once(door):
    for number in range(30):
        door.send(
            *({"type": "track", "messageId": f"{number}-{n}", "userId": f"u{n % 7}", "event": "E"} for n in range(20))
        )
    folded = []

    def work():
        idle = 0
        while idle < 3:
            done = fold(door.platform, door.scope, messages_max=20)
            folded.append(done)
            idle = 0 if done else idle + 1

    folders = [threading.Thread(target=work) for _ in range(3)]
    for folder in folders:
        folder.start()
    for folder in folders:
        folder.join()
    door.fold()
    assert sum(folded) == 600
    assert len(door.log()) == 600
    assert len({event["customer_id"] for event in door.log()}) == 7


def test_a_message_that_breaks_the_work_is_set_aside_alone(door, monkeypatch):
    real = folding._resolve

    def breaks(platform, conn, scope, messages, now_ms):
        if any(message.message_id == "bad" for message in messages):
            raise RuntimeError("nobody expected this")
        return real(platform, conn, scope, messages, now_ms)

    monkeypatch.setattr(folding, "_resolve", breaks)
    good = [{"type": "track", "messageId": f"m{n}", "userId": f"u{n}", "event": "E"} for n in range(33)]
    bad = {"type": "track", "messageId": "bad", "userId": "u", "event": "E"}
    door.send(*good[:20], bad, *good[20:])
    assert door.fold() == 34
    assert len(door.log()) == 33
    [parked] = door.parked()
    assert parked.message.code == "unfoldable"
    monkeypatch.setattr(folding, "_resolve", real)
    door.send(bad)
    door.fold()
    assert len(door.log()) == 34
