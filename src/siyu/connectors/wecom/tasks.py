"""Standing work of the connector, bound in bootstrap."""

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.contacts import take_callbacks
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy import queries as tenancy


def callback_lane(client: WecomClient) -> Lane:
    """This function will make the lane that works off callbacks; its own thread, as a welcome has 20 seconds."""

    def run(platform: Platform, lease: Lease) -> int:
        with platform.stores.core.reading() as conn:
            brands = tenancy.brands(conn)
        return sum(take_callbacks(platform, client, Scope(brand.id)) for brand in brands)

    return Lane("wecom.callbacks", lambda platform: platform.stores.inbox, run)
