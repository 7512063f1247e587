"""Names of people, and the staff of every store."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from siyu.simulators.brand.contracts import BrandSpec, OrgUnit, StaffMember, StaffRole
from siyu.simulators.brand.draws import Flags, Purpose, joined, pick, stream, taken
from siyu.simulators.brand.places import stores

ADVISORS_PER_STORE = (2, 5)  # least, most

# The most frequent surnames with their rough share per mille of the population.
_SURNAMES: dict[str, int] = {
    "王": 72, "李": 71, "张": 68, "刘": 52, "陈": 48, "杨": 31, "黄": 24, "赵": 22, "吴": 21, "周": 20,
    "徐": 15, "孙": 15, "马": 13, "朱": 13, "胡": 12, "郭": 12, "何": 12, "高": 10, "林": 10, "罗": 9,
    "郑": 9, "梁": 9, "谢": 8, "宋": 8, "唐": 7, "许": 7, "韩": 7, "冯": 6, "邓": 6, "曹": 6,
    "彭": 6, "曾": 6, "肖": 6, "田": 5, "董": 5, "袁": 5, "潘": 5, "于": 5, "蒋": 5, "蔡": 4,
    "余": 4, "杜": 4, "叶": 4, "程": 4, "苏": 4, "魏": 4, "吕": 4, "丁": 4, "任": 4, "沈": 4,
    "姚": 4, "卢": 3, "姜": 3, "崔": 3, "钟": 3, "谭": 3, "陆": 3, "汪": 3, "范": 3, "金": 3,
    "石": 3, "廖": 3, "贾": 3, "夏": 3, "韦": 3, "付": 3, "方": 3, "白": 3, "邹": 3, "孟": 2,
    "欧阳": 1,
}  # fmt: skip
_FEMALE_SINGLE = tuple("敏静丽艳娟霞燕玲婷雪颖慧倩琳萍红芳洁梅蕾")
_FEMALE_FIRST = tuple("晓雅思雨欣梦佳诗秀淑美玉桂春海文紫子嘉婉")
_FEMALE_LAST = tuple("怡涵琪萱芳英兰珍华梅云燕玲妍彤宁洁敏琴莲")
_MALE_SINGLE = tuple("伟强磊军勇涛超明刚辉鹏杰峰浩宇斌波亮龙凯")
_MALE_FIRST = tuple("志建国文俊家海永明子浩天宏少晓德庆立泽嘉")
_MALE_LAST = tuple("强明华军平伟林峰辉涛轩宇杰豪然东斌阳波民")
_SINGLE_SHARE = 0.24


def names(rng: np.random.Generator, male: Flags) -> pa.Array:
    """Draw one plausible Chinese full name per row; `male` chooses the given names (string[len(male)])."""
    count = len(male)
    surname = taken(list(_SURNAMES), pick(rng, list(_SURNAMES.values()), count))
    single = rng.random(count) < _SINGLE_SHARE
    first, last, alone = (rng.integers(0, 20, size=count) + np.where(male, 20, 0) for _ in range(3))
    head = taken(_FEMALE_FIRST + _MALE_FIRST + ("",), np.where(single, 40, first))
    tail = taken(_FEMALE_LAST + _MALE_LAST + _FEMALE_SINGLE + _MALE_SINGLE, np.where(single, alone + 40, last))
    return joined(surname, head, tail)


def staff(spec: BrandSpec) -> tuple[StaffMember, ...]:
    """List a manager and two to five advisors for every store."""
    rng = stream(spec.seed, Purpose.STAFF)
    shops = stores(spec)
    counts = rng.integers(ADVISORS_PER_STORE[0], ADVISORS_PER_STORE[1] + 1, size=len(shops)) + 1
    called = iter(names(rng, rng.random(int(counts.sum())) < 0.25).to_pylist())
    return tuple(
        _member(shop, number, next(called))
        for shop, count in zip(shops, counts.tolist(), strict=True)
        for number in range(count)
    )


def _member(shop: OrgUnit, number: int, name: str) -> StaffMember:
    role: StaffRole = "advisor" if number else "manager"
    code = f"A{shop.code[1:]}{number:02d}"
    return StaffMember(code, shop.code, name, role, f"hmj_{code.lower()}")
