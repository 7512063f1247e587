"""The organisation, its members and what the app may see of them (p90208, p90201, p96067, p92571, p90227)."""

from typing import TypedDict, cast

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json, WecomApp

ACTIVE, DISABLED, NOT_ACTIVATED, QUIT = 1, 2, 4, 5
ID_PAGE = 10_000


class Department(TypedDict, total=False):
    """A department; the root has id 1."""

    id: int
    name: str
    parentid: int
    order: int
    department_leader: list[str]


class Member(TypedDict, total=False):
    """A member, as far as the app may see; `status` 1 active, 2 disabled, 4 not activated, 5 quit."""

    userid: str
    name: str
    department: list[int]
    position: str
    status: int
    main_department: int
    alias: str
    mobile: str
    avatar: str
    is_leader_in_dept: list[int]
    direct_leader: list[str]


class MemberPlace(TypedDict):
    """A member's id in one department; several rows for one member are usual."""

    userid: str
    department: int


class Agent(TypedDict, total=False):
    """The app itself and whom it may see."""

    agentid: int
    name: str
    close: int
    redirect_domain: str
    allow_userinfos: Json
    allow_partys: Json
    allow_tags: Json


def departments(client: WecomClient, app: WecomApp) -> list[Department]:
    """This function will return every department the app may see."""
    return cast(list[Department], client.get(app, "department/list").get("department") or [])


def members(client: WecomClient, app: WecomApp, department_id: int) -> list[Member]:
    """This function will return a department's own members, without those of departments below it."""
    answer = client.get(app, "user/list", department_id=str(department_id))
    return cast(list[Member], answer.get("userlist") or [])


def member(client: WecomClient, app: WecomApp, userid: str) -> Member:
    """This function will return one member."""
    return cast(Member, client.get(app, "user/get", userid=userid))


def member_places(client: WecomClient, app: WecomApp) -> list[MemberPlace]:
    """This function will return every member's id and department; `app` carries the contacts-sync secret."""
    return cast(list[MemberPlace], list(client.pages(app, "user/list_id", {"limit": ID_PAGE}, "dept_user")))


def follow_staff(client: WecomClient, app: WecomApp) -> list[str]:
    """This function will return the members who may have customers (客户联系) and whom the app may see."""
    return [str(userid) for userid in client.get(app, "externalcontact/get_follow_user_list").get("follow_user") or []]


def agent(client: WecomClient, app: WecomApp) -> Agent:
    """This function will return the app itself, with its visible range."""
    return cast(Agent, client.get(app, "agent/get", agentid=app.agentid))


def callback_addresses(client: WecomClient, app: WecomApp) -> list[str]:
    """This function will return the addresses callbacks come from, for a firewall; they change, ask daily."""
    return [str(address) for address in client.get(app, "getcallbackip").get("ip_list") or []]
