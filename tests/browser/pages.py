"""Every page of the console, and the numbers that stand in their addresses."""

import re
from pathlib import Path

from playwright.sync_api import APIRequestContext

from tests.browser.product import Product

FEATURES = Path(__file__).resolve().parents[2] / "web/src/features"
RULE = '{"event":"Order Paid","measure":"count","op":">=","value":2,"window":{"last_days":180}}'
# Route in the console's router → address under the brand; {…} is filled from the running product.
PAGES = {
    "overview": "overview",
    "insights/rfm": "insights/rfm",
    "insights/repurchase": "insights/repurchase",
    "live-codes": "live-codes",
    "live-codes/new": "live-codes/new",
    "live-codes/bulk": "live-codes/bulk",
    "live-codes/:codeId": "live-codes/{code}",
    "live-codes/:codeId/edit": "live-codes/{code}/edit",
    "acquisition-links": "acquisition-links",
    "acquisition-links/:linkId": "acquisition-links/{link}",
    "groups": "groups",
    "group-codes": "group-codes",
    "customers": "customers",
    "customers/:customerId": "customers/{customer}",
    "tags": "tags",
    "attributes": "attributes",
    "segments": "segments",
    "segments/new": f"segments/new?rule={RULE}",
    "segments/people": f"segments/people?rule={RULE}",
    "segments/:segmentId": "segments/{segment}",
    "segments/:segmentId/edit": "segments/{segment}/edit",
    "orders": "orders",
    "imports": "imports",
    "imports/new": "imports/new",
    "imports/:importId": "imports/{import}",
    "journeys": "journeys",
    "journeys/new": "journeys/new",
    "journeys/:journeyId": "journeys/{journey}",
    "handovers": "handovers",
    "handovers/new": "handovers/new",
    "advisors/accounts": "advisors/accounts",
    "advisors/phones": "advisors/phones",
    "advisors/archive": "advisors/archive",
    "mass": "mass",
    "mass/new": f"mass/new?rule={RULE}",
    "mass/:massId": "mass/{mass}",
    "mass/:massId/edit": "mass/{draft}/edit",
    "moments": "moments",
    "moments/:momentId": "moments/{moment}",
    "messages": "messages",
    "staff-tasks": "staff-tasks",
    "content/materials": "content/materials",
    "content/scripts": "content/scripts",
    "settings/brand": "settings/brand",
    "settings/organisation": "settings/organisation",
    "settings/staff": "settings/staff",
    "settings/users": "settings/users",
    "settings/channels": "settings/channels",
    "settings/wecom": "settings/wecom",
    "friends/lost": "friends/lost",
    "welcomes": "welcomes",
    "settings/sources": "settings/sources",
    "settings/parked-events": "settings/parked-events",
    "settings/api-keys": "settings/api-keys",
    "settings/audit": "settings/audit",
}
LISTED_BY = {
    "code": "live-codes",
    "link": "acquisition-links",
    "customer": "customers",
    "segment": "segments",
    "journey": "journeys",
    "import": "imports",
    "mass": "mass?state=done&search=新米上市",
    "draft": "mass?state=draft",
    "moment": "moments",
}
SMALL_IMPORT = "手机号,姓名\n13800000001,林一\n不是号码,林二\n".encode()


def routes() -> set[str]:
    """The routes that the console's features declare."""
    return {path for file in FEATURES.glob("*/routes.tsx") for path in re.findall(r'path: "([^"]+)"', file.read_text())}


def names_in(product: Product, request: APIRequestContext) -> dict[str, int]:
    """The numbers of one customer, segment, journey and import of the demo brand to look at."""
    base = f"{product.url}/api/brands/demo"
    token = request.get(f"{product.url}/api/auth/me").json()["csrf_token"]
    upload = {"kind": "customers", "file": {"name": "会员.csv", "mimeType": "text/csv", "buffer": SMALL_IMPORT}}
    made = request.post(f"{base}/imports", multipart=upload, headers={"X-CSRF-Token": token})
    assert made.ok, made.text()
    return {
        name: request.get(f"{base}/{listed}{'&' if '?' in listed else '?'}limit=1").json()["items"][0]["id"]
        for name, listed in LISTED_BY.items()
    }
