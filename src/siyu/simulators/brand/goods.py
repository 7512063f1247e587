"""What the brand sells: the catalogue with consumption cycles, and its coupons."""

from __future__ import annotations

from siyu.simulators.brand.contracts import BrandSpec, Coupon, Product, ProductRole

FIRST_OFFER_SKU = "ND001"  # the two-yuan noodles that new friends get once
GIFT_CATEGORY = "礼盒"

_T: ProductRole = "traffic"
_P: ProductRole = "profit"
_X: ProductRole = "premium"

_GOODS: tuple[tuple[str, str, str, int, int, ProductRole, int], ...] = (
    ("OL001", "一级压榨花生油 5L", "食用油", 14990, 11200, _P, 88),
    ("OL002", "一级压榨花生油 1.8L", "食用油", 6290, 4580, _P, 32),
    ("OL003", "浓香菜籽油 5L", "食用油", 8490, 6500, _P, 88),
    ("OL004", "非转基因大豆油 5L", "食用油", 5990, 5650, _T, 88),
    ("OL005", "玉米胚芽油 5L", "食用油", 7990, 6150, _P, 88),
    ("OL006", "葵花籽仁油 5L", "食用油", 8290, 6380, _P, 88),
    ("OL007", "食用调和油 5L", "食用油", 6690, 6250, _T, 88),
    ("OL008", "双一万稻米油 5L", "食用油", 9990, 7190, _P, 88),
    ("OL009", "物理压榨山茶油 1.6L", "食用油", 16800, 9240, _X, 40),
    ("OL010", "特级初榨橄榄油 1L", "食用油", 10800, 6260, _X, 30),
    ("OL011", "冷榨亚麻籽油 500ml", "食用油", 5900, 3480, _P, 28),
    ("OL012", "小磨芝麻香油 400ml", "食用油", 2690, 1750, _P, 75),
    ("RC001", "东北珍珠米 10kg", "大米", 6490, 6050, _T, 50),
    ("RC002", "五常稻花香米 5kg", "大米", 7990, 5590, _P, 25),
    ("RC003", "南方丝苗米 5kg", "大米", 4590, 3530, _P, 25),
    ("RC004", "盘锦蟹田米 5kg", "大米", 5690, 4270, _P, 25),
    ("RC005", "泰国茉莉香米 5kg", "大米", 6390, 4730, _P, 25),
    ("RC006", "有机稻花香米 2.5kg", "大米", 8800, 4930, _X, 13),
    ("RC007", "鲜胚芽米 1kg", "大米", 2290, 1420, _P, 6),
    ("RC008", "圆糯米 1kg", "大米", 1290, 930, _P, 30),
    ("FL001", "多用途麦芯粉 5kg", "面粉", 3290, 2990, _T, 45),
    ("FL002", "高筋面包粉 2.5kg", "面粉", 2590, 1810, _P, 30),
    ("FL003", "低筋蛋糕粉 1kg", "面粉", 1390, 960, _P, 28),
    ("FL004", "石磨全麦粉 2.5kg", "面粉", 2990, 1940, _P, 30),
    ("ND001", "两元新人面 400g", "面条", 200, 330, _T, 5),
    ("ND002", "原味挂面 1kg", "面条", 990, 860, _T, 12),
    ("ND003", "鸡蛋龙须面 800g", "面条", 1290, 880, _P, 10),
    ("ND004", "荞麦面 600g", "面条", 1590, 1000, _P, 9),
    ("ND005", "山西刀削面 1kg", "面条", 1490, 1010, _P, 12),
    ("SE001", "特级生抽 500ml", "调味", 1290, 830, _P, 40),
    ("SE002", "零添加酱油 1.28L", "调味", 2690, 1670, _P, 80),
    ("SE003", "鲜味蚝油 510g", "调味", 1090, 720, _P, 50),
    ("SE004", "山西老陈醋 500ml", "调味", 1190, 780, _P, 50),
    ("SE005", "花雕料酒 500ml", "调味", 990, 640, _P, 45),
    ("SE006", "纯芝麻酱 350g", "调味", 2490, 1590, _P, 45),
    ("GR001", "黄小米 1kg", "杂粮", 1690, 1120, _P, 25),
    ("GR002", "红豆 1kg", "杂粮", 1790, 1200, _P, 35),
    ("GR003", "纯燕麦片 1kg", "杂粮", 2190, 1380, _P, 20),
    ("GR004", "八宝粥米 1kg", "杂粮", 1990, 1270, _P, 25),
    ("GR005", "五常黑米 1kg", "杂粮", 2290, 1440, _P, 35),
    ("GF001", "花生油礼盒 1.8L×2", "礼盒", 15800, 9950, _P, 64),
    ("GF002", "五常大米礼盒 5kg", "礼盒", 16800, 10080, _X, 25),
    ("GF003", "橄榄油礼盒 1L×2", "礼盒", 25800, 14190, _X, 60),
    ("GF004", "臻选山茶油礼盒 1.6L×2", "礼盒", 39800, 21100, _X, 80),
    ("GF005", "五谷杂粮礼盒", "礼盒", 12800, 7680, _P, 40),
)

_COUPONS = (
    Coupon("C-NEW8", "新人满39减8", 3900, 800),
    Coupon("C-OIL15", "粮油满99减15", 9900, 1500),
    Coupon("C-MEM30", "会员日满199减30", 19900, 3000),
    Coupon("C-FEST60", "节日满399减60", 39900, 6000),
)


def catalogue(spec: BrandSpec) -> tuple[Product, ...]:
    """List every SKU with price, cost, role in the ladder and consumption cycle."""
    del spec  # one catalogue for every seed
    return tuple(Product(*row) for row in _GOODS)


def coupons(spec: BrandSpec) -> tuple[Coupon, ...]:
    """List the coupons, the smallest threshold first."""
    del spec  # one set of coupons for every seed
    return _COUPONS
