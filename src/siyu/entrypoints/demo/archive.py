"""The demo's message archive: a month of short conversations, some of which somebody should look at."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from sqlalchemy import Connection

from siyu.advisors.archive.consents.operations import save_answers
from siyu.advisors.archive.contracts import Answer, ArchiveRules, NewMessage, Watched, WordLevel
from siyu.advisors.archive.keys.operations import add_key, new_pair
from siyu.advisors.archive.keys.queries import public_keys
from siyu.advisors.archive.pulling.operations import start_over, store
from siyu.advisors.archive.pulling.queries import message_count
from siyu.advisors.archive.rules.operations import save_rules
from siyu.advisors.archive.talks.queries import TalkLook, talks
from siyu.advisors.archive.watching.operations import save_words
from siyu.advisors.archive.weeks.operations import count
from siyu.customers import queries as customers
from siyu.customers.contracts import EVERYONE_LEAF
from siyu.kit.clock import DAY_MS, HOUR_MS, MINUTE_MS, day_start_ms, local_date
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.simulators.wecom.world import World
from siyu.tenancy.queries import own_brand, staff_by_id

PEOPLE_READ, ADVISORS, PAIRS_MAX, SESSIONS = 600, 12, 40, 60
DAYS = 33
ASKED, SAID = "客", "导"
WORDS = {
    WordLevel.HIGH: ("私下转账", "个人微信", "刷单"),
    WordLevel.MEDIUM: ("退一赔三", "投诉", "假货"),
    WordLevel.LOW: ("最低价", "保证治好"),
}
# Each line: who speaks, what, minutes after the line before (the first: after the shop has opened).
TALES: tuple[tuple[tuple[str, str, int], ...], ...] = (
    (
        (ASKED, "你好，五常大米还有货吗？", 35),
        (SAID, "有的，今年新米，5kg 和 10kg 都有，您要哪种？", 4),
        (ASKED, "10kg 的多少钱", 2),
        (SAID, "会员价 89.9，今天下单明早到。", 3),
        (ASKED, "好，来一袋", 6),
        (SAID, "帮您备好了，小程序里付款就行，地址还是文三路那个吗？", 2),
        (ASKED, "对", 1),
    ),
    (
        (ASKED, "上次买的菜籽油味道不太一样", 80),
        (SAID, "您说的是压榨那款吗？这批是今年的新籽，香味会浓一些。", 12),
        (ASKED, "颜色也深", 5),
        (SAID, "新油颜色深是正常的，放一个月会沉淀。要是吃不惯，我给您办换货。", 6),
        (ASKED, "那我再吃吃看", 9),
        (SAID, "好的，有问题随时找我。", 1),
    ),
    (
        (SAID, "王姐，您常买的鲜奶今天第二瓶半价。", 60),
        (ASKED, "保质期到几号？", 25),
        (SAID, "今早刚到的，到 7 天后。", 3),
        (ASKED, "给我留四瓶，下班去拿", 2),
        (SAID, "好的，给您放冷柜了，报手机尾号取。", 2),
    ),
    (
        (ASKED, "订单显示已签收，我没收到", 200),
        (SAID, "我马上查，您稍等。", 9),
        (SAID, "配送员放在小区驿站了，取件码稍后短信发您。", 22),
        (ASKED, "怎么不打电话，差评", 4),
        (SAID, "对不起，是我们没交代清楚，给您补一张 10 元券。", 5),
        (ASKED, "行吧", 15),
    ),
    (
        (ASKED, "你们的积分怎么换东西", 120),
        (SAID, "小程序「我的-积分商城」里选，门店也能换，100 积分起。", 18),
        (ASKED, "我有多少分", 3),
        (SAID, "您现在 1,260 分，可以换一瓶 500ml 香醋。", 4),
    ),
    (
        (ASKED, "送货能不能上楼", 40),
        (SAID, "可以的，满 59 元免费上楼。", 7),
        (ASKED, "好的谢谢", 2),
    ),
    (
        (SAID, "您好，我是您的专属顾问，选油选米、售后都可以找我。", 15),
        (ASKED, "嗯嗯", 40),
        (SAID, "新客有一张 8 元券，三天内有效，已经放到您的卡包了。", 1),
        (ASKED, "怎么用", 300),
        (SAID, "结算时自动抵扣，满 39 可用。", 8),
        (ASKED, "看到了", 3),
    ),
    (
        (ASKED, "周末门店几点开门", 610),
        (SAID, "周末 8:30 到 21:30，欢迎来尝新米饭。", 11),
    ),
    (
        (ASKED, "鸡蛋碎了三个", 95),
        (SAID, "拍张照片给我，我给您补发。", 5),
        (ASKED, "明天能到吗", 6),
        (SAID, "能，明早跟牛奶一起送。", 2),
        (ASKED, "谢谢啊", 1),
        (SAID, "应该的。", 1),
    ),
    (
        (ASKED, "在吗？想订 20 份端午礼盒", 150),
        (ASKED, "有人吗", 90),
    ),
    (
        (ASKED, "发票怎么开", 260),
        (SAID, "小程序订单里点「申请发票」，电子票当天发邮箱。", 31),
        (ASKED, "抬头写错了能改吗", 12),
        (SAID, "可以，把正确抬头和税号发我，我让财务重开。", 6),
        (ASKED, "好", 4),
    ),
)
# What somebody should look at: told once each, by the tale's number among the conversations.
LOUD: dict[int, tuple[tuple[str, str, int], ...]] = {
    3: (
        (ASKED, "你们页面写的价格比店里便宜，这不是假货吧，我要投诉", 70),
        (SAID, "您别急，线上是会员价，同一批货，我把质检报告发您。", 14),
    ),
    9: (
        (ASKED, "能再便宜点吗", 45),
        (SAID, "您加我个人微信，我给您员工价，私下转账就行。", 6),
        (ASKED, "这样行吗？", 8),
    ),
    17: (
        (ASKED, "老人血压高能吃这个油吗", 55),
        (SAID, "这款油酸高，很多老人在吃，但不是药，不能保证治好，您问下医生。", 10),
    ),
}


def tell(platform: Platform, scope: Scope) -> None:
    """This function will put a month of conversations into the archive, unless there are some already."""
    with platform.stores.core.reading() as conn:
        if message_count(conn, scope):
            return
    platform.stores.core.write(lambda conn: _tell(platform, conn, scope))
    while count(platform, scope):
        pass


def join(platform: Platform, scope: Scope, world: World) -> None:
    """This function will have a new simulated corp archive the same people under the brand's key; it begins at one."""
    with platform.stores.core.reading() as conn:
        known = public_keys(conn, scope)
        pairs = [(one.people[0], one.external_userid) for one in talks(conn, scope, TalkLook(limit=200)) if one.people]
    if not known:
        pem, now_ms = new_pair(), platform.clock.now_ms()
        known = [platform.stores.core.write(lambda conn: add_key(platform, conn, scope, pem, version=1, at_ms=now_ms))]
    world.set_archive_key(known[0].public_pem, version=known[0].version)
    world.seed_archive(pairs)
    platform.stores.core.write(lambda conn: start_over(conn, scope))


def _tell(platform: Platform, conn: Connection, scope: Scope) -> None:
    now_ms, dice = platform.clock.now_ms(), Random(7)
    for level, words in WORDS.items():
        save_words(conn, scope, words, level=level, watched=Watched.BOTH, at_ms=now_ms)
    pairs = _pairs(platform, conn, scope)
    said: list[NewMessage] = []
    for number in range(SESSIONS if pairs else 0):
        staff, external = pairs[number % len(pairs)]
        tale = LOUD.get(number, TALES[number % len(TALES)])
        said += _said(f"demo-{number}", staff, external, tale, _opening(conn, scope, now_ms, dice))
    store(conn, scope, [one for one in said if one.at_ms < now_ms], at_ms=now_ms)
    answers = [Answer(staff, "", external, True, now_ms - (DAYS + 2) * DAY_MS) for staff, external in pairs]
    save_answers(conn, scope, answers)
    save_rules(conn, scope, ArchiveRules(), at_ms=now_ms)


def _pairs(platform: Platform, conn: Connection, scope: Scope) -> list[tuple[str, str]]:
    """This function will choose customers with an advisor, as many to each as the story needs."""
    ids, _ = customers.page_of_set(platform, conn, scope, EVERYONE_LEAF, below_id=None, limit=PEOPLE_READ)
    points = customers.contact_points(platform, conn, scope, ids, "external_userid")
    cards = [card for card in customers.cards(platform, conn, scope, list(points)) if card.advisor_id is not None]
    staff = staff_by_id(conn, scope, {card.advisor_id for card in cards if card.advisor_id is not None})
    named = [card for card in cards if card.name and card.advisor_id in staff]
    order = sorted(named, key=lambda card: (card.advisor_id or 0, card.id))
    held = Counter(card.advisor_id for card in order)
    few = {advisor for advisor, _ in held.most_common(ADVISORS)}
    chosen = [card for card in order if card.advisor_id in few][:PAIRS_MAX]
    return [(staff[card.advisor_id or 0].wecom_userid, points[card.id]) for card in chosen]


def _opening(conn: Connection, scope: Scope, now_ms: int, dice: Random) -> int:
    """This function will return when a shop opened on some day of the last weeks."""
    zone = own_brand(conn, scope).zone
    day = local_date(now_ms - dice.randrange(DAYS) * DAY_MS, zone)
    return day_start_ms(day, zone) + 9 * HOUR_MS + dice.randrange(90) * MINUTE_MS


def _said(
    name: str, staff: str, external: str, tale: tuple[tuple[str, str, int], ...], opening_ms: int
) -> Iterator[NewMessage]:
    at_ms = opening_ms
    for place, (who, text, minutes) in enumerate(tale):
        at_ms += minutes * MINUTE_MS
        sender, receiver = (external, staff) if who == ASKED else (staff, external)
        yield NewMessage(f"{name}-{place}_external", at_ms, "text", sender, (receiver,), text=text)
