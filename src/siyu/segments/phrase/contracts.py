"""The verb and noun of every event that Siyu or the common e-commerce vocabulary knows by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """An event as a verb and a noun: 买过 / 购买, bought / buy / purchase."""

    zh_did: str
    zh_noun: str
    en_did: str
    en_do: str
    en_noun: str


DEEDS = {
    "Order Paid": Deed("买过", "购买", "bought", "buy", "purchase"),
    "Order Returned": Deed("退过货", "退货", "returned goods", "return goods", "return"),
    "Order Completed": Deed("下过单", "下单", "ordered", "order", "order"),
    "Order Cancelled": Deed("取消过订单", "取消订单", "cancelled an order", "cancel an order", "cancelled order"),
    "Checkout Started": Deed("发起过结算", "发起结算", "started a checkout", "start a checkout", "checkout"),
    "Cart Viewed": Deed("看过购物车", "查看购物车", "viewed the cart", "view the cart", "cart view"),
    "Product Added": Deed("加购过", "加购", "added to the cart", "add to the cart", "cart addition"),
    "Product Removed": Deed(
        "移出过购物车", "移出购物车", "removed from the cart", "remove from the cart", "cart removal"
    ),
    "Product Viewed": Deed("浏览过商品", "浏览商品", "viewed a product", "view a product", "product view"),
    "Product Clicked": Deed("点击过商品", "点击商品", "clicked a product", "click a product", "product click"),
    "Products Searched": Deed("搜索过商品", "搜索商品", "searched", "search", "search"),
    "Product List Viewed": Deed("浏览过商品列表", "浏览商品列表", "viewed a list", "view a list", "list view"),
    "Product Reviewed": Deed("评价过商品", "评价商品", "reviewed a product", "review a product", "review"),
    "Product Shared": Deed("分享过商品", "分享商品", "shared a product", "share a product", "share"),
    "Page Viewed": Deed("浏览过页面", "浏览页面", "viewed a page", "view a page", "page view"),
    "Screen Viewed": Deed("浏览过小程序页面", "浏览小程序页面", "viewed a screen", "view a screen", "screen view"),
    "Coupon Received": Deed("领过券", "领券", "received a coupon", "receive a coupon", "coupon receipt"),
    "Coupon Used": Deed("核销过券", "核销券", "redeemed a coupon", "redeem a coupon", "coupon redemption"),
    "Check In": Deed("签过到", "签到", "checked in", "check in", "check-in"),
    "Group Joined": Deed("进过群", "进群", "joined a group", "join a group", "group joining"),
    "Group Left": Deed("退过群", "退群", "left a group", "leave a group", "group leaving"),
    "Coupon Applied": Deed("用过券", "用券", "used a coupon", "use a coupon", "coupon use"),
    "Friend Added": Deed("加过好友", "加好友", "added an advisor", "add an advisor", "friend request"),
    "Friend Removed": Deed("删过好友", "删好友", "removed an advisor", "remove an advisor", "removal"),
    "Handed Over": Deed("换过导购", "换导购", "was handed over", "be handed over", "hand-over"),
    "Message Sent": Deed("收到过消息", "收到消息", "was sent a message", "be sent a message", "message"),
    "Message Delivered": Deed("送达过消息", "消息送达", "received a message", "receive a message", "delivery"),
    "Message Read": Deed("读过消息", "阅读消息", "read a message", "read a message", "read message"),
    "Message Clicked": Deed("点过消息", "点击消息", "clicked a message", "click a message", "message click"),
    "Message Failed": Deed("有过消息发送失败", "消息发送失败", "missed a message", "miss a message", "failed message"),
    "Message Dropped": Deed(
        "有过消息被拦下", "消息被拦下", "had a message held back", "have a message held back", "drop"
    ),
    "Material Sent": Deed("收到过导购发的素材", "收到素材", "was sent material", "be sent material", "material"),
    "Tag Added": Deed("被打过标签", "被打标签", "was tagged", "be tagged", "tagging"),
    "Tag Removed": Deed("被取消过标签", "被取消标签", "was untagged", "be untagged", "untagging"),
}


def deed(event: str) -> Deed:
    """This function will return how `event` is said; an event of the brand's own is quoted."""
    quoted = f"「{event}」"
    return DEEDS.get(event) or Deed(f"发生过{quoted}", quoted, f"did “{event}”", f"do “{event}”", f"“{event}”")
