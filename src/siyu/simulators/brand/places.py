"""The organisation: six regions, sixty branches in real Chinese cities, three hundred stores."""

from __future__ import annotations

from siyu.simulators.brand.contracts import HQ_CODE, BrandSpec, OrgUnit

# Region → its branches as (city, number of stores).
REGIONS: dict[str, tuple[tuple[str, int], ...]] = {
    "华东": (
        ("上海", 14), ("杭州", 8), ("南京", 7), ("苏州", 7), ("合肥", 6),
        ("济南", 6), ("青岛", 6), ("宁波", 5), ("无锡", 5), ("温州", 4),
    ),
    "华南": (
        ("广州", 11), ("深圳", 11), ("东莞", 5), ("佛山", 5), ("福州", 5),
        ("厦门", 5), ("南宁", 5), ("泉州", 4), ("海口", 3), ("珠海", 3),
    ),
    "华北": (
        ("北京", 14), ("天津", 7), ("石家庄", 5), ("太原", 4), ("唐山", 4),
        ("呼和浩特", 3), ("保定", 3), ("包头", 3), ("邯郸", 3), ("廊坊", 3),
    ),
    "华中": (
        ("武汉", 8), ("郑州", 7), ("长沙", 7), ("南昌", 5), ("洛阳", 4),
        ("襄阳", 3), ("宜昌", 3), ("株洲", 3), ("九江", 3), ("南阳", 3),
    ),
    "西南": (
        ("成都", 9), ("重庆", 9), ("昆明", 5), ("贵阳", 4), ("绵阳", 3),
        ("遵义", 3), ("南充", 3), ("宜宾", 2), ("曲靖", 2), ("泸州", 2),
    ),
    "东北": (
        ("沈阳", 6), ("大连", 6), ("哈尔滨", 6), ("长春", 5), ("鞍山", 3),
        ("吉林", 3), ("大庆", 3), ("齐齐哈尔", 2), ("锦州", 2), ("牡丹江", 2),
    ),
}  # fmt: skip

# Street names found in nearly every Chinese city; one city has at most this many stores.
STREETS = (
    "人民路", "中山路", "解放路", "建设路", "新华路", "和平路", "文化路", "胜利路",
    "朝阳路", "滨江路", "体育路", "学院路", "光明路", "迎宾路", "青年路", "幸福路",
)  # fmt: skip


def org_units(spec: BrandSpec) -> tuple[OrgUnit, ...]:
    """List regions, branches and stores, parents before children; the regions hang below the implied HQ."""
    del spec  # the organisation is the same for every seed, so that two demo brands can be compared
    units: list[OrgUnit] = []
    for number, (region, branches) in enumerate(REGIONS.items(), start=1):
        units.append(OrgUnit(f"R{number}", HQ_CODE, "region", f"{region}大区", None))
        for place, (city, stores) in enumerate(branches, start=1):
            units += _branch(f"{number}{place:02d}", f"R{number}", city, stores)
    return tuple(units)


def stores(spec: BrandSpec) -> tuple[OrgUnit, ...]:
    """List the stores only, in the order of `org_units`."""
    return tuple(unit for unit in org_units(spec) if unit.level == "store")


def _branch(number: str, region_code: str, city: str, stores: int) -> list[OrgUnit]:
    code = f"B{number}"
    shops = [
        OrgUnit(f"S{number}{place:02d}", code, "store", f"{city}{street}店", city)
        for place, street in enumerate(STREETS[:stores], start=1)
    ]
    return [OrgUnit(code, region_code, "branch", f"{city}分公司", city), *shops]
