"""The demo's account matrix: a few branches' work accounts, some of them with something to be done about."""

from contextlib import suppress

from sqlalchemy import Connection

from siyu.advisors.matrix.contracts import AccountKind, AccountStage, NewAccount, NewPhone, Risk
from siyu.advisors.matrix.operations import AccountKnown, PhoneKnown, add_account, add_phone, hand_over
from siyu.kit.clock import DAY_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.contracts import Staff
from siyu.tenancy.queries import staff_page

# (stage, risk, note, days in the stage) of one advisor after the other.
STORIES = (
    (AccountStage.READY, Risk.NONE, "", 210),
    (AccountStage.READY, Risk.NONE, "", 180),
    (AccountStage.READY, Risk.WATCH, "上周有 3 位客户投诉消息太多", 160),
    (AccountStage.WARMING, Risk.NONE, "每天聊 10 位老客,发 1 条朋友圈", 12),
    (AccountStage.READY, Risk.NONE, "", 95),
    (AccountStage.LIMITED, Risk.HIGH, "加人功能受限,已提交解除申请", 3),
    (AccountStage.READY, Risk.NONE, "", 240),
    (AccountStage.NEW, Risk.NONE, "新开门店,本周开始养号", 2),
)
MODELS = (("红米 Note 15", "中国移动"), ("荣耀 X60", "中国联通"))


def tell(platform: Platform, scope: Scope) -> None:
    """This function will register an account and a phone for the first advisors, once."""
    now_ms = platform.clock.now_ms()

    def work(conn: Connection) -> None:
        people = staff_page(conn, scope, limit=len(STORIES))
        for number, (person, story) in enumerate(zip(people, STORIES, strict=False)):
            stage, risk, note, days = story
            at_ms = now_ms - days * DAY_MS
            model, carrier = MODELS[number % len(MODELS)]
            phone = NewPhone(f"HM-{number + 1:03d}", model, carrier, f"1980000{number + 1:04d}")
            phone_id = add_phone(platform, conn, scope, phone, at_ms=at_ms).id
            made = add_account(conn, scope, _account(person, stage, risk, note, phone_id), at_ms=at_ms)
            hand_over(conn, scope, made.id, person.id, note="开号领用", at_ms=at_ms)

    with suppress(AccountKnown, PhoneKnown):  # made by an earlier start
        platform.stores.core.write(work)


def _account(person: Staff, stage: AccountStage, risk: Risk, note: str, phone_id: int) -> NewAccount:
    return NewAccount(
        kind=AccountKind.WECOM,
        handle=person.wecom_userid,
        nickname=f"禾满家·{person.name}",
        org_unit_id=person.org_unit_id,
        phone_id=phone_id,
        stage=stage,
        risk=risk,
        note=note,
    )
