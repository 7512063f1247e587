"""Members of the corp as staff: who is here, in which unit, who has left (p90196, p90970)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import Corp
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy import operations as tenancy
from siyu.tenancy import queries
from siyu.tenancy.contracts import NewOrgUnit, NewStaff, OrgLevel

UNIT_PREFIX = "wecom:"
ROOT_UNIT = f"{UNIT_PREFIX}1"
STAFF_PREFIX = "wecom:"
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

    def work(conn: Connection) -> None:
        tenancy.change_wecom_userids(conn, scope, gone | renamed)
        save(conn, scope, found)

    platform.stores.core.write(work)


def save(conn: Connection, scope: Scope, people: Sequence[Json]) -> int:
    """This function will create or update staff from `user/get` answers and return how many.

    Who is known by their WeCom userid already keeps code, unit and role: a brand's own staff list says it better.
    """
    known = queries.staff_by_wecom(conn, scope, [str(one["userid"]) for one in people])
    new = [one for one in people if str(one["userid"]) not in known]
    units = _units(conn, scope, new)
    rows = [
        NewStaff(f"{STAFF_PREFIX}{one['userid']}", units[_department(one)], _name(one), "advisor", str(one["userid"]))
        for one in new
    ]
    tenancy.save_staff(conn, scope, rows)
    return len(rows)


def _units(conn: Connection, scope: Scope, people: Sequence[Json]) -> dict[str, str]:
    """This function will return the unit of each department: itself once read, else the corp's root, made if need be."""
    codes = {f"{UNIT_PREFIX}{_department(one)}" for one in people}
    stored = queries.units_by_code(conn, scope, codes | {ROOT_UNIT})
    if people and ROOT_UNIT not in stored:
        tenancy.save_org_units(conn, scope, [NewOrgUnit(ROOT_UNIT, "", OrgLevel.REGION, "企业微信")])
    found = {_department(one): f"{UNIT_PREFIX}{_department(one)}" for one in people}
    return {department: code if code in stored else ROOT_UNIT for department, code in found.items()}


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
