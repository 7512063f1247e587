"""Standing work and fact handlers of outreach. Bootstrap binds them with the channels; each is idempotent."""

from collections.abc import Mapping
from functools import partial

from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Lease, LeaseLost
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.outreach.confirming.operations import collect
from siyu.outreach.contracts import IntentState, MessagesMoved, MovedMessage
from siyu.outreach.dispatching.operations import dispatch, reconcile
from siyu.outreach.gating.operations import gate
from siyu.outreach.mass.planning.operations import advance
from siyu.outreach.ports import Channel
from siyu.outreach.settings import OutreachSettings
from siyu.tenancy import queries as tenancy
from siyu.tenancy.contracts import Brand

# The names under which a customer's timeline and the lake know what happened to messages.
EVENT_NAMES = {
    IntentState.DROPPED: "Message Dropped",
    IntentState.ACCEPTED: "Message Sent",
    IntentState.DELIVERED: "Message Delivered",
    IntentState.READ: "Message Read",
    IntentState.CLICKED: "Message Clicked",
    IntentState.FAILED: "Message Failed",
}


def lanes(channels: Mapping[str, Channel], settings: OutreachSettings) -> list[Lane]:
    """This function will list the standing work: the gate, and for each channel dispatching and collecting results."""
    made = [_lane("outreach.gate", partial(_gate, channels, settings))]
    for channel in channels.values():
        made.append(_lane(f"outreach.dispatch.{channel.name}", partial(_dispatch, channel, settings)))
        made.append(_lane(f"outreach.collect.{channel.name}", partial(_collect, channel, settings), idle_s=1.0))
    return made


def on_messages_moved(platform: Platform, scope: Scope, fact: MessagesMoved) -> None:
    """This function will write what became of messages into the log of events, each once."""
    told = [_event(message, state, fact.at_ms) for message in fact.messages for state in fact.states]
    platform.stores.core.write(lambda conn: events.record(platform, conn, scope, told))


def _event(message: MovedMessage, state: IntentState, at_ms: int) -> NewEvent:
    name = EVENT_NAMES[state]
    properties = {"channel": message.channel, "origin": message.origin.kind, "origin_id": message.origin.id}
    properties |= {"node": message.origin.node, "message": message.intent_id}
    if message.reason:
        properties["reason"] = message.reason
    return NewEvent(
        message_id=f"outreach:{message.intent_id}:{state.name.lower()}",
        customer_id=message.customer_id,
        at_ms=at_ms,
        name=name,
        properties=properties,
    )


def _gate(channels: Mapping[str, Channel], settings: OutreachSettings, platform: Platform, lease: Lease) -> int:
    try:
        return sum(_gate_brand(channels, settings, platform, lease, brand) for brand in _brands(platform))
    except LeaseLost:
        return 0  # another worker has the lane: nothing of ours was written, nothing is wrong


def _gate_brand(
    channels: Mapping[str, Channel], settings: OutreachSettings, platform: Platform, lease: Lease, brand: Brand
) -> int:
    """This function will judge one batch of messages and plan one run of a campaign, in turn: neither waits for the other."""
    scope = Scope(brand.id)
    done = gate(platform, channels, scope, zone=brand.zone, lease=lease, expire_after_ms=settings.expire_after_ms)
    return done + advance(platform, scope, zone=brand.zone, lease=lease)


def _dispatch(channel: Channel, settings: OutreachSettings, platform: Platform, lease: Lease) -> int:
    scopes = [Scope(brand.id) for brand in _brands(platform)]
    done = sum(reconcile(platform, channel, scope, settings) for scope in scopes)
    return done + sum(dispatch(platform, channel, scope, settings) for scope in scopes)


def _collect(channel: Channel, settings: OutreachSettings, platform: Platform, lease: Lease) -> int:
    return sum(collect(platform, channel, Scope(brand.id), settings) for brand in _brands(platform))


def _brands(platform: Platform) -> list[Brand]:
    with platform.stores.core.reading() as conn:
        return tenancy.brands(conn)


def _lane(name: str, run: "partial[int]", idle_s: float = 0.2) -> Lane:
    return Lane(name, lambda platform: platform.stores.flow, run, idle_s)
