"""What the demo brand's advisors find in their library: materials and scripts, as a grain and oil brand would write them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.content import operations, queries
from siyu.content.contracts import MaterialKind, NewMaterial, NewScript, Stage
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

SHOP = "https://shop.example.com"
PICTURE = "https://shop.example.com/pictures"
MATERIALS: Sequence[NewMaterial] = (
    NewMaterial(
        MaterialKind.LINK,
        "压榨菜籽油 5L:从菜籽到油瓶的 18 个小时",
        "商品",
        {"url": f"{SHOP}/oil", "description": "物理压榨,不添加抗氧化剂", "image_url": f"{PICTURE}/oil.png"},
    ),
    NewMaterial(
        MaterialKind.LINK,
        "新米到了:今年的五常稻花香",
        "商品",
        {"url": f"{SHOP}/rice", "description": "9 月收割,当季碾米", "image_url": f"{PICTURE}/rice.png"},
    ),
    NewMaterial(
        MaterialKind.MINIPROGRAM,
        "禾满家商城:老客专享",
        "活动",
        {"appid": "wx5f1d0c2e7a9b4c63", "page": "pages/member/index", "image_url": f"{PICTURE}/shop.png"},
    ),
    NewMaterial(
        MaterialKind.LINK,
        "一桶油该怎么存放",
        "知识",
        {"url": f"{SHOP}/tips/oil", "description": "避光、拧紧、三个月内用完", "image_url": ""},
    ),
    NewMaterial(
        MaterialKind.TEXT,
        "配送与售后说明",
        "售后",
        {"text": "下单后 48 小时内发货;收到有破损,拍照发我,当天补寄。未开封 7 天内可退。"},
    ),
    NewMaterial(
        MaterialKind.TEXT,
        "煮新米的水量",
        "知识",
        {"text": "新米含水多,米和水按 1:1.1,比平时少放一点水,浸泡 20 分钟再煮,更香更糯。"},
    ),
)
# (script, title of its material)
SCRIPTS: Sequence[tuple[NewScript, str]] = (
    (
        NewScript(
            "新好友问候",
            "{name}您好,我是{brand}的{advisor}。以后选油选米、配送售后都可以直接找我,想先了解哪一样?",
            Stage.NEW_FRIEND,
            "",
            "破冰",
        ),
        "禾满家商城:老客专享",
    ),
    (
        NewScript(
            "还没下过单:了解家里情况",
            "{name},方便问下家里几口人、平时炒菜多还是煲汤多吗?我按用量给您配,省得一次买多了放久。",
            Stage.CONSIDERING,
            "",
            "了解需求",
        ),
        "压榨菜籽油 5L:从菜籽到油瓶的 18 个小时",
    ),
    (
        NewScript(
            "首单回访",
            "{name},{last_product}收到了吧?用得习惯吗?有任何不满意直接告诉我,我来处理。",
            Stage.FIRST_ORDER,
            "",
            "回访",
        ),
        "一桶油该怎么存放",
    ),
    (
        NewScript(
            "复购提醒",
            "{name},{last_product}用到今天{days_since_order}天了,差不多该补了。老规矩给您留一份?满79减10的券还在。",
            Stage.REPEAT,
            "",
            "复购",
        ),
        "压榨菜籽油 5L:从菜籽到油瓶的 18 个小时",
    ),
    (
        NewScript(
            "忠实客户:新米尝鲜",
            "{name},今年的新米刚到,第一批先想到您。给您留一袋 5 公斤的尝尝,煮的时候水少放一点,特别香。",
            Stage.LOYAL,
            "",
            "新品",
        ),
        "新米到了:今年的五常稻花香",
    ),
    (
        NewScript(
            "好久不见",
            "{name},好久不见,我是{advisor}。{days_since_order}天没见您来了,是之前的不合口味,还是家里还有?告诉我,我给您参谋。",
            Stage.SLEEPING,
            "",
            "唤醒",
        ),
        "禾满家商城:老客专享",
    ),
    (
        NewScript(
            "生日祝福",
            "{name},生日快乐,祝您和家人身体健康、天天好胃口。给您准备了一份生日小礼,下单时我给您放进去。",
            Stage.ANY,
            "",
            "关怀",
        ),
        "",
    ),
    (
        NewScript(
            "嫌贵",
            "{name}说得对,单看一桶是贵一点。不过物理压榨出油少,我们不兑便宜油;按三口之家算,一天也就多三毛钱。",
            Stage.ANY,
            "太贵了",
            "异议",
        ),
        "压榨菜籽油 5L:从菜籽到油瓶的 18 个小时",
    ),
    (
        NewScript(
            "超市也有",
            "超市的选择确实多。我们这款是当季压榨、直接从厂里发,日期都在一个月内,您可以比一下瓶身上的日期。",
            Stage.ANY,
            "超市也能买到",
            "异议",
        ),
        "",
    ),
    (
        NewScript(
            "家里还有",
            "没事{name},先把家里的用完。一般 5L 三口人能吃两三个月,我下个月再提醒您,不催。",
            Stage.ANY,
            "家里还有没吃完",
            "异议",
        ),
        "",
    ),
    (
        NewScript(
            "担心配送破损",
            "放心,每桶都有气柱袋。真有漏油破损,拍张照给我,当天补寄,不用您跑快递。",
            Stage.ANY,
            "怕路上碰坏",
            "异议",
        ),
        "配送与售后说明",
    ),
    (
        NewScript(
            "成交后邀请进群",
            "{name},我们{store}有个老客群,每周三有鲜米日的价格,只通知不闲聊。您愿意的话我拉您进来。",
            Stage.FIRST_ORDER,
            "",
            "社群",
        ),
        "",
    ),
)


def fill_library(platform: Platform, scope: Scope) -> None:
    """This function will put the demo's materials and scripts into the brand's library, once."""
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        if queries.scripts(conn, scope, queries.Look(limit=1)):
            return

    def work(conn: Connection) -> None:
        made = {new.title: operations.create_material(conn, scope, new, at_ms=now_ms).id for new in MATERIALS}
        for new, title in SCRIPTS:
            with_material = NewScript(new.title, new.text, new.stage, new.objection, new.category, made.get(title))
            operations.create_script(conn, scope, with_material, at_ms=now_ms)

    platform.stores.core.write(work)
