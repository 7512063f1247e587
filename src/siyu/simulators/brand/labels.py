"""The tag groups of the brand, over the five dimensions 基础/行为/偏好/渠道/兴趣."""

from __future__ import annotations

from siyu.simulators.brand.contracts import BrandSpec, Tag, TagDimension, TagGroup

CHANNELS = ("瓶标码", "包裹卡", "门店收银", "活动", "老带新", "公众号", "小程序")
FAMILY = ("单身独居", "二人世界", "三口之家", "四口之家", "五口及以上")
STAGES = ("宝妈", "银发家庭", "小B餐饮")
SPENDING = ("价格敏感", "均衡实惠", "品质优先")
PREFERENCES = ("食用油", "大米", "面粉", "面条", "调味", "杂粮", "礼盒")
INTERESTS = ("烘焙", "面食", "控糖健身", "养生", "辅食", "川湘口味")
CONTACT = ("愿意被联系", "只看优惠", "请勿打扰")

_GROUPS: tuple[tuple[str, str, TagDimension, bool, tuple[str, ...]], ...] = (
    ("family", "家庭结构", "basic", True, FAMILY),
    ("stage", "人群身份", "basic", False, STAGES),
    ("contact", "沟通意愿", "behaviour", True, CONTACT),
    ("spending", "消费观", "preference", True, SPENDING),
    ("category", "品类偏好", "preference", True, PREFERENCES),
    ("channel", "来源渠道", "channel", True, CHANNELS),
    ("interest", "饮食兴趣", "interest", False, INTERESTS),
)


def tags(spec: BrandSpec) -> tuple[TagGroup, ...]:
    """List the tag groups; customers carry tag codes such as `family-3`."""
    del spec  # one set of tags for every seed
    return tuple(TagGroup(code, name, kind, single, _tags(code, words)) for code, name, kind, single, words in _GROUPS)


def tag_codes() -> tuple[str, ...]:
    """List all tag codes in the order of the groups, the order in which customers' tag flags are laid out."""
    return tuple(f"{code}-{number}" for code, *_, words in _GROUPS for number in range(1, len(words) + 1))


def tag_names() -> dict[str, str]:
    """Map every tag code to its Chinese name."""
    return dict(zip(tag_codes(), (word for *_, words in _GROUPS for word in words), strict=True))


def _tags(group: str, words: tuple[str, ...]) -> tuple[Tag, ...]:
    return tuple(Tag(f"{group}-{number}", word) for number, word in enumerate(words, start=1))
