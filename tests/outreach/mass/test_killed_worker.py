"""A worker killed between creating a task and noting it: nobody gets two tasks, and nobody is forgotten."""

import multiprocessing
from collections import Counter
from pathlib import Path

from siyu.kit.clock import MINUTE_MS
from siyu.outreach.dispatching.operations import dispatch
from siyu.outreach.mass import operations
from siyu.outreach.mass.planning.operations import advance
from tests.outreach.factories import SETTINGS
from tests.outreach.mass.conftest import ADVISORS, Corp
from tests.outreach.mass.killed_worker import die_dispatching


def test_nobody_gets_two_tasks_when_a_worker_is_killed_after_creating_one(
    corp: Corp, tmp_path: Path, database_url: str
) -> None:
    ids = [one for advisor in ADVISORS for one in corp.befriend(advisor, [f"wm{advisor}{n}" for n in range(4)])]
    campaign = corp.draft(ids)
    told, now_ms = corp.foretell(campaign), corp.clock.now_ms()
    corp.platform.stores.flow.write(
        lambda conn: operations.send_campaign(conn, corp.scope, campaign.id, told, at_ms=now_ms)
    )
    while advance(corp.platform, corp.scope):
        pass
    context = multiprocessing.get_context("forkserver")
    arguments = (tmp_path, database_url, corp.scope.brand_id, now_ms)
    process = context.Process(target=die_dispatching, args=arguments, daemon=True)
    process.start()
    process.join()
    assert process.exitcode == -9
    assert len(corp.world.mass_tasks()) == 1, "one task was made, and the worker died with that knowledge"
    assert dispatch(corp.platform, corp.channel, corp.scope, SETTINGS) == 0, "the lease still holds"
    corp.later(2 * MINUTE_MS)  # the lease has run out: WeCom is asked what became of them
    corp.later(2 * MINUTE_MS)  # who was in no task is handed over again
    received = Counter(
        recipient.external_userid
        for task in corp.world.mass_tasks()
        for share in task.shares.values()
        for recipient in share.recipients
    )
    assert set(received.values()) == {1} and len(received) == len(ids)
    assert corp.outcomes(campaign) == {"waiting": len(ids)}
    assert len(corp.tasks(campaign)) == len(ADVISORS)
