"""Nightly work of mass messages at WeCom, bound in bootstrap."""

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.mass.desk import WecomDesk
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Job
from siyu.kit.platform import Platform
from siyu.outreach.mass.tending.operations import learn_foreign_sends
from siyu.tenancy import queries as tenancy

LEARN_JOB = "wecom.foreign_sends"


def learn(platform: Platform, _job: Job) -> None:
    """This function will count what other apps have sent to many in each brand's corp."""
    desk = WecomDesk(platform, WecomClient(platform.clock))
    with platform.stores.core.reading() as conn:
        scopes = [Scope(brand.id) for brand in tenancy.brands(conn)]
    for scope in scopes:
        learn_foreign_sends(platform, desk, scope)
