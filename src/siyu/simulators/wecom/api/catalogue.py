"""All endpoints by path below /cgi-bin/. A new family of endpoints is one module and one line here."""

from siyu.simulators.wecom.api import (
    archive,
    contact_ways,
    contacts,
    group_statistics,
    group_transfers,
    group_welcome,
    groups,
    join_ways,
    links,
    login,
    mass,
    media,
    messages,
    moments,
    organisation,
    tags,
    transfers,
    welcome,
)
from siyu.simulators.wecom.api.call import Endpoint

FAMILIES = (
    organisation.ENDPOINTS,
    login.ENDPOINTS,
    contacts.ENDPOINTS,
    tags.ENDPOINTS,
    contact_ways.ENDPOINTS,
    welcome.ENDPOINTS,
    mass.ENDPOINTS,
    groups.ENDPOINTS,
    join_ways.ENDPOINTS,
    group_statistics.ENDPOINTS,
    group_welcome.ENDPOINTS,
    transfers.ENDPOINTS,
    group_transfers.ENDPOINTS,
    links.ENDPOINTS,
    moments.ENDPOINTS,
    messages.ENDPOINTS,
    archive.ENDPOINTS,
    media.ENDPOINTS,
)
CATALOGUE: dict[str, Endpoint] = {endpoint.path: endpoint for family in FAMILIES for endpoint in family}
