"""Members of the corp as staff: who is here, in which unit, who has left (p90196, p90970)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints.staff import QUIT
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import Corp
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy import operations as tenancy
from siyu.tenancy import queries
from siyu.tenancy.contracts import NewOrgUnit, NewStaff, OrgLevel

UNIT_PREFIX = "wecom:"
ROOT = "1"
ROOT_UNIT = f"{UNIT_PREFIX}{ROOT}"
DEPTH_MAX = 15
LEVELS = (OrgLevel.REGION, OrgLevel.REGION, OrgLevel.BRANCH, OrgLevel.STORE)
STAFF_PREFIX = "wecom:"
MISSING_MAX = 500
USER_UNKNOWN = 60111
CREATED, UPDATED, DELETED = "create_user", "update_user", "delete_user"


def take(
    platform: Platform, client: WecomClient, corp: Corp, scope: Scope, changes: Sequence[Mapping[str, str]]
) -> None:
    """This function will take in change_contact callbacks: new and changed members by asking, leavers at once.

    Departments and member tags change nothing here until the next full reading.
    """
    gone: dict[str, str | None] = {one["UserID"]: None for one in changes if one.get("ChangeType") == DELETED}
    renamed = {one["UserID"]: one["NewUserID"] for one in changes if one.get("NewUserID") and one.get("UserID")}
    wanted = [one.get("UserID", "") for one in changes if one.get("ChangeType") in (CREATED, UPDATED)]
    people = [_ask(client, corp, renamed.get(one, one)) for one in dict.fromkeys(filter(None, wanted))]
    found = [one for one in people if one]
    at_ms = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        tenancy.change_wecom_userids(conn, scope, gone | renamed, at_ms=at_ms)
        save(conn, scope, found)

    platform.stores.core.write(work)


def save(conn: Connection, scope: Scope, people: Sequence[Json], departments: Sequence[Json] = ()) -> int:
    """This function will create staff from `user/get` or `user/list` answers and return how many are new.

    Who is known by their WeCom userid already keeps code, unit and role: a brand's own staff list says it better. New
    ones get their department as unit, made with the departments above it; without `departments` the corp's root.
    """
    known = queries.staff_by_wecom(conn, scope, [str(one["userid"]) for one in people])
    new = [one for one in people if str(one["userid"]) not in known]
    if not new:
        return 0
    units = _save_units(conn, scope, {_department(one) for one in new}, departments)
    rows = [
        NewStaff(
            f"{STAFF_PREFIX}{one['userid']}",
            units.get(_department(one), ROOT_UNIT),
            _name(one),
            "advisor",
            str(one["userid"]),
        )
        for one in new
    ]
    tenancy.save_staff(conn, scope, rows)
    return len(rows)


def who_left(client: WecomClient, corp: Corp, missing: Sequence[str]) -> list[str]:
    """This function will say who of these has left the corp: a full reading did not show them, and WeCom knows them not.

    Somebody outside the app's visible range is not shown either, and has not left. Looks at 500 at most.
    """
    return [userid for userid in missing[:MISSING_MAX] if _left(client, corp, userid)]


def _left(client: WecomClient, corp: Corp, userid: str) -> bool:
    try:
        return client.get(corp, "user/get", userid=userid).get("status") == QUIT
    except WecomRefused as error:
        if error.permanent:
            return error.errcode == USER_UNKNOWN
        raise


def _save_units(conn: Connection, scope: Scope, wanted: set[str], departments: Sequence[Json]) -> dict[str, str]:
    """This function will make units of the wanted departments and those above them, and return their codes."""
    known = {str(one["id"]): one for one in departments}
    known.setdefault(ROOT, {"id": ROOT, "name": "企业微信", "parentid": 0})
    units: dict[str, NewOrgUnit] = {}
    for department in sorted({ROOT, *wanted} & known.keys()):
        for depth, one in enumerate(_way_down(known, department)):
            parent = UNIT_PREFIX + str(one["parentid"]) if depth else ""
            code = f"{UNIT_PREFIX}{one['id']}"
            level = LEVELS[min(depth, len(LEVELS) - 1)]
            units.setdefault(code, NewOrgUnit(code, parent, level, str(one.get("name") or one["id"])))
    stored = queries.units_by_code(conn, scope, units)
    missing = [unit for code, unit in units.items() if code not in stored]
    if missing:
        tenancy.save_org_units(conn, scope, missing)
    return {department: f"{UNIT_PREFIX}{department}" for department in wanted & known.keys()}


def _way_down(known: Mapping[str, Json], department: str) -> list[Json]:
    """This function will return the departments from the root down to this one."""
    way: list[Json] = []
    at = department
    while at in known and len(way) < DEPTH_MAX:
        way.append(known[at])
        at = str(known[at].get("parentid") or "")
    return way[::-1]


def _department(one: Json) -> str:
    listed = one.get("department") or [1]
    return str(one.get("main_department") or listed[0])


def _name(one: Json) -> str:
    return str(one.get("name") or one["userid"])


def _ask(client: WecomClient, corp: Corp, userid: str) -> Json:
    """This function will return what WeCom says about a member; only the userid when it may not be read."""
    try:
        return client.get(corp, "user/get", userid=userid)
    except WecomRefused as error:
        if error.permanent:
            return {"userid": userid}
        raise
