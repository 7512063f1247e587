"""The whole examination, from the settings outwards; what depends on a secret is left out when there is none."""

from collections.abc import Iterator

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.credentials import WecomNotSetUp, corp_of
from siyu.connectors.wecom.doctor.callbacks import reached, received
from siyu.connectors.wecom.doctor.checks import extras, permission, quotas, secret, setup
from siyu.connectors.wecom.doctor.contracts import Finding, Level
from siyu.connectors.wecom.doctor.patient import Check, Patient
from siyu.connectors.wecom.doctor.people import people
from siyu.connectors.wecom.doctor.words import refused, unreachable
from siyu.connectors.wecom.sidebar.places import places_of
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

# Each of these says the same of every later call: there is no use in asking on.
FINAL = frozenset({"secret", "trusted_ip", "network", "app"})
AT_WECOM: tuple[Check, ...] = (secret, permission, people, quotas, extras)


def examine(platform: Platform, scope: Scope, client: WecomClient, *, brand: str, base_url: str = "") -> list[Finding]:
    """This function will look at everything and return what it found, in the order of looking.

    `base_url` is where we can be reached from outside; the channel's public address when it is "".
    """
    try:
        corp = corp_of(platform, scope)
    except WecomNotSetUp as error:
        fix = (error.fix("zh"), error.fix("en"))
        return [Finding("setup", Level.WRONG, error.detail("zh"), error.detail("en"), *fix)]
    home = (base_url or places_of(platform, scope).public_url).rstrip("/")
    patient = Patient(platform, scope, client, corp, f"{home}/callbacks/wecom/{brand}" if home else "")
    found = list(setup(patient))
    if found[0].level is Level.WRONG:
        return found
    return [*found, *_at_wecom(patient), *_checked(reached, patient), *_checked(received, patient)]


def _at_wecom(patient: Patient) -> Iterator[Finding]:
    for check in AT_WECOM:
        findings = _checked(check, patient)
        yield from findings
        if any(one.level is Level.WRONG and one.name in FINAL for one in findings):
            return


def _checked(check: Check, patient: Patient) -> list[Finding]:
    """This function will run a check; WeCom's refusal or silence is its last finding."""
    found: list[Finding] = []
    try:
        found.extend(check(patient))
    except WecomRefused as error:
        found.append(refused(check.__name__, error))
    except WecomUnreachable as error:
        found.append(unreachable(error))
    return found
