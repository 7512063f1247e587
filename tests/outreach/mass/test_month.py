"""Must-show: what is foretold to be dropped by the quota is what the corp then reports, person by person.

Here the campaigns are created in the corp for everybody, also for those the ledger says have no room, so that the
corp itself refuses them; `siyu bench wecom_quota` does the same with 200,000 customers and 30 campaigns.
"""

import pytest

from siyu.benchmarks import wecom_quota
from siyu.kit.clock import VirtualClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.quota.contracts import QuotaMode
from siyu.simulators.wecom.limits import Limits
from tests.outreach.mass.conftest import Corp


@pytest.mark.parametrize("mode", list(QuotaMode))
def test_the_drops_foretold_are_the_drops_reported(
    platform: Platform, scope: Scope, clock: VirtualClock, mode: QuotaMode
) -> None:
    size = wecom_quota.Size(people=2_000, campaigns=10, advisors=20)
    rounds = wecom_quota.month(platform, scope, clock, mode, size)
    assert len(rounds) == 10
    assert [one.foretold for one in rounds] == [one.reported for one in rounds]
    assert all(one.same_people for one in rounds)
    assert sum(one.foretold for one in rounds) > 0, "the quota was met at least once"


@pytest.fixture
def limits() -> Limits:
    return Limits(mass_quota_mode="week")


def test_what_the_planner_leaves_out_by_the_week_never_comes_back_as_a_quota_failure(corp: Corp) -> None:
    operations = pytest.importorskip("siyu.outreach.quota.operations")
    corp.platform.stores.flow.write(
        lambda conn: operations.save_quota_mode(conn, corp.scope, QuotaMode.WEEK, at_ms=corp.clock.now_ms())
    )
    ids = corp.befriend("zhangsan", ["wmA1", "wmA2"])
    for number in range(7):  # Wednesday to Tuesday: five fit into the first week, two into the next
        if number % 2:
            corp.world.send_own_mass("zhangsan", ["wmA1"], text="自己发的")
            corp.learn()
        campaign = corp.draft(ids, text=f"第{number}次")
        corp.send(campaign)
        corp.confirm(campaign, "zhangsan")
        corp.later()
        assert corp.outcomes(campaign).keys() <= {"delivered", "quota"}
        corp.clock.advance(86_400_000 - 120_000)
    quota_failures = [
        recipient
        for task in corp.world.mass_tasks()
        for share in task.shares.values()
        for recipient in share.recipients
        if recipient.status == 3
    ]
    assert quota_failures == []
