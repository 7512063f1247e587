"""All endpoints by path below /cgi-bin/. A new family of endpoints is one module and one line here."""

from siyu.simulators.wecom.api import contact_ways, contacts, login, mass, media, organisation, tags, welcome
from siyu.simulators.wecom.api.call import Endpoint

FAMILIES = (
    organisation.ENDPOINTS,
    login.ENDPOINTS,
    contacts.ENDPOINTS,
    tags.ENDPOINTS,
    contact_ways.ENDPOINTS,
    welcome.ENDPOINTS,
    mass.ENDPOINTS,
    media.ENDPOINTS,
)
CATALOGUE: dict[str, Endpoint] = {endpoint.path: endpoint for family in FAMILIES for endpoint in family}
