"""Reads of advisors: who is serving, and whether a customer is theirs."""

from sqlalchemy import Connection

from siyu.advisors.contracts import Advisor
from siyu.customers import queries as customers
from siyu.customers.contracts import CustomerCard
from siyu.customers.friends.contracts import FRIENDLY, Friend
from siyu.customers.friends.queries import friends_of_customer
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Forbidden, NotFound
from siyu.kit.platform import Platform
from siyu.tenancy.queries import own_brand, staff_by_id, units_by_id


class NotServing(Forbidden):
    """The caller is no member of staff, so no customers are theirs."""

    zh = "这个账号没有绑定员工"
    en = "This account is not bound to a member of staff"
    fix_zh = "请从企业微信打开侧边栏,或请管理员在「设置 › 账号」中绑定员工"
    fix_en = "Open the sidebar in WeCom, or ask an owner to bind the account under Settings › Users"


class NotYourCustomer(NotFound):
    """The customer is neither the caller's friend nor given to them, or does not exist."""

    zh = "客户 {value} 不是你的好友"
    en = "Customer {value} is not a friend of yours"
    fix_zh = "只能看自己的客户;如果刚添加好友,请等几秒再打开"
    fix_en = "You see your own customers only; if you became friends just now, wait a few seconds and open it again"


class NotKnownYet(NotFound):
    """Siyu has not heard of this WeCom customer."""

    zh = "还没有这位客户的资料"
    en = "This customer is not known yet"
    fix_zh = "刚添加的好友几秒后就会出现;如果一直没有,请管理员同步企业微信客户"
    fix_en = "A new friend appears within seconds; if not, ask an owner to sync WeCom's customers"


def whole_brand(scope: Scope) -> Scope:
    """This function will return the scope without its branch: an advisor's friends may belong to any store."""
    return Scope(scope.brand_id, None, scope.actor, scope.staff_id)


def advisor(conn: Connection, scope: Scope) -> Advisor:
    """This function will return who is serving. Raises NotServing."""
    person = staff_by_id(conn, scope, [scope.staff_id]).get(scope.staff_id) if scope.staff_id is not None else None
    if person is None:
        raise NotServing(field="staff")
    unit = units_by_id(conn, whole_brand(scope), [person.org_unit_id]).get(person.org_unit_id)
    brand = own_brand(conn, scope)
    return Advisor(person, brand.name, brand.zone, unit.name if unit else "")


def own_customer(
    platform: Platform, conn: Connection, scope: Scope, who: Advisor, customer_id: int
) -> tuple[CustomerCard, list[Friend]]:
    """This function will return a customer of the advisor's and everybody's friendships with them.

    Theirs are their friends in WeCom and the customers given to them. Raises NotYourCustomer.
    """
    friends = friends_of_customer(conn, scope, customer_id)
    cards = customers.cards(platform, conn, whole_brand(scope), [customer_id])
    mine = any(one.staff == who.staff.wecom_userid and one.state in FRIENDLY for one in friends)
    if not cards or not (mine or cards[0].advisor_id == who.staff.id):
        raise NotYourCustomer(field="customer", value=customer_id)
    return cards[0], friends


def by_wecom(platform: Platform, conn: Connection, scope: Scope, external_userid: str) -> int:
    """This function will return the customer behind a WeCom customer id. Raises NotKnownYet."""
    found = customers.find(platform, conn, scope, "external_userid", external_userid)
    if found is None:
        raise NotKnownYet(field="external_userid", value=external_userid)
    return found
