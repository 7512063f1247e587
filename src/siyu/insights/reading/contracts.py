"""Rules that reports put beside their figures, and the words of figures."""

from datetime import date

from siyu.insights.contracts import Figure, Rule, Unit

PAID = "Order Paid"
RETURNED = "Order Returned"


def bought(first: date | None = None, last: date | None = None, *, measure: str = "count", at_least: int = 1) -> Rule:
    """This function will return the rule of those who bought at least so often between two days, both included."""
    rule: Rule = {"event": PAID, "measure": measure, "op": ">=", "value": at_least}
    return rule | window(first, last)


def window(first: date | None, last: date | None) -> Rule:
    """This function will return the window part of a rule; nothing when both ends are open."""
    ends = {name: day.isoformat() for name, day in (("from", first), ("to", last)) if day is not None}
    return {"window": ends} if ends else {}


def first_bought(first: date, last: date) -> Rule:
    """This function will return the rule of those whose first purchase fell between two days, both included."""
    return {"event": PAID, "measure": "first", "op": "between", "value": [first.isoformat(), last.isoformat()]}


def first_bought_before(day: date) -> Rule:
    """This function will return the rule of those whose first purchase came before `day`."""
    return {"event": PAID, "measure": "first", "op": "<", "value": day.isoformat()}


def created(first: date, last: date) -> Rule:
    """This function will return the rule of the customers recorded between two days, both included."""
    return {"attribute": "$created_at", "op": "between", "value": [first.isoformat(), last.isoformat()]}


def created_by(day: date) -> Rule:
    """This function will return the rule of the customers recorded up to the end of `day`."""
    return {"attribute": "$created_at", "op": "<=", "value": day.isoformat()}


EVERYBODY: Rule = {"all": []}

# key: (Chinese label, English label, Chinese definition, English definition, unit)
WORDS: dict[str, tuple[str, str, str, str, Unit]] = {
    "customers": ("客户总数", "Customers", "当前可见的全部客户", "All customers you may see at present", Unit.PEOPLE),
    "new_customers": (
        "新增客户",
        "New customers",
        "建档时间在所选日期内的客户",
        "Customers first recorded within the period",
        Unit.PEOPLE,
    ),
    "buyers": (
        "购买客户",
        "Buyers",
        "所选日期内至少有一笔已付款订单的客户",
        "Customers with at least one paid order within the period",
        Unit.PEOPLE,
    ),
    "orders": ("订单数", "Orders", "所选日期内已付款的订单数", "Paid orders within the period", Unit.ORDERS),
    "revenue": (
        "销售额",
        "Revenue",
        "所选日期内付款金额减去退款金额",
        "Paid minus returned within the period",
        Unit.FEN,
    ),
    "average_order": ("客单价", "Average order", "付款金额 ÷ 订单数", "Paid amount ÷ paid orders", Unit.FEN),
    "repurchase_share": (
        "复购率",
        "Repeat rate",
        "购买客户中,所选日期内在两天及以上买过的比例",
        "Of the buyers, those who bought on two days or more within the period",
        Unit.SHARE,
    ),
    "ever_buyers": (
        "买过的客户",
        "Buyers so far",
        "截至当日至少有一笔已付款订单的客户",
        "Customers with at least one paid order so far",
        Unit.PEOPLE,
    ),
    "repeat_buyers": (
        "复购客户",
        "Repeat buyers",
        "截至当日在两天及以上买过的客户(同一天的订单算一次)",
        "Customers who bought on two days or more; orders of one day count once",
        Unit.PEOPLE,
    ),
    "repeat_share": (
        "买过两次的比例",
        "Came back",
        "复购客户 ÷ 买过的客户",
        "Repeat buyers ÷ buyers so far",
        Unit.SHARE,
    ),
    "intervals": (
        "复购间隔数",
        "Intervals",
        "同一客户相邻两个购买日之间的间隔个数",
        "Intervals between successive purchase days of a customer",
        Unit.INTERVALS,
    ),
    "median_days": (
        "间隔中位数",
        "Median interval",
        "一半的复购间隔不超过这个天数",
        "Half of the intervals are no longer",
        Unit.DAYS,
    ),
    "lower_quartile_days": (
        "下四分位",
        "Lower quartile",
        "四分之一的复购间隔不超过这个天数",
        "A quarter of the intervals are no longer",
        Unit.DAYS,
    ),
    "upper_quartile_days": (
        "上四分位",
        "Upper quartile",
        "四分之三的复购间隔不超过这个天数",
        "Three quarters of the intervals are no longer",
        Unit.DAYS,
    ),
    "within_30": (
        "30天内复购占比",
        "Within 30 days",
        "不超过30天的复购间隔占比",
        "Share of intervals of at most 30 days",
        Unit.SHARE,
    ),
    "within_90": (
        "90天内复购占比",
        "Within 90 days",
        "不超过90天的复购间隔占比",
        "Share of intervals of at most 90 days",
        Unit.SHARE,
    ),
    "within_120": (
        "120天内复购占比",
        "Within 120 days",
        "不超过120天的复购间隔占比",
        "Share of intervals of at most 120 days",
        Unit.SHARE,
    ),
}


def figure(
    key: str, value: float | int | None, lang: str, *, as_of_ms: int, rule: Rule | None, people: int | None
) -> Figure:
    """This function will put a value together with its words in Chinese or English."""
    label_zh, label_en, definition_zh, definition_en, unit = WORDS[key]
    label, definition = (label_zh, definition_zh) if lang == "zh" else (label_en, definition_en)
    return Figure(key, label, value, unit, definition, as_of_ms, rule, people)
