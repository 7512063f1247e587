"""Live codes said in a sentence, from the rules themselves, so that it cannot lie. Pure."""

from collections.abc import Mapping, Sequence

from siyu.acquisition.live_codes.contracts import (
    DAY_MINUTES,
    CodeSettings,
    Reason,
    Rotation,
    Rules,
    Window,
)

NAMES_SHOWN = 3
DAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
ROTATIONS = {
    Rotation.TOGETHER: ("同时接待", "answer together"),
    Rotation.SEQUENCE: ("依次轮流接待", "take turns"),
    Rotation.WEIGHT: ("按权重分配接待", "share by weight"),
    Rotation.LEAST: ("好友最少的人优先接待", "answer, whoever has the fewest friends first"),
}
REASONS = {
    Reason.DUTY: ("当班", "on duty"),
    Reason.BACKUP_OFF: ("无人当班，备用接待", "nobody on duty, backups answer"),
    Reason.BACKUP_FULL: ("当班的都已满额，备用接待", "everybody on duty is full, backups answer"),
    Reason.DEFAULT_OFF: ("无人当班，兜底接待", "nobody on duty, the default person answers"),
    Reason.DEFAULT_FULL: ("当班的都已满额，兜底接待", "everybody on duty is full, the default person answers"),
}


def sentence(settings: CodeSettings, names: Mapping[int, str], tags: Mapping[int, str], lang: str) -> str:
    """This function will say a code's rules in one sentence; `names` of staff and `tags` by id."""
    parts = [_people(settings.rules, names, lang), *_times(settings.rules, lang), _cap(settings.rules, names, lang)]
    parts.append(_accept(settings.rules.auto_accept, lang))
    if settings.sticky:
        parts.append(_say(lang, "老客再扫仍回到原来的人", "who scans again gets the same person"))
    told = [tags[tag_id] for tag_id in settings.tag_ids if tag_id in tags]
    if told:
        parts.append(_say(lang, f"新好友打上标签「{'」「'.join(told)}」", f"new friends are tagged {', '.join(told)}"))
    return "；".join(parts) + "。" if lang == "zh" else "; ".join(parts) + "."


def reason_words(reason: Reason, lang: str) -> str:
    """This function will say why these people answer."""
    return _say(lang, *REASONS[reason])


def _people(rules: Rules, names: Mapping[int, str], lang: str) -> str:
    on = [seat.staff_id for seat in rules.seats if seat.on]
    if not on:
        return _say(lang, "接待员工全部停接", "nobody at the seats is switched on")
    if len(on) == 1:
        return _say(lang, f"{_name(names, on[0])} 一人接待", f"{_name(names, on[0])} answers alone")
    shown = _names(names, on, lang)
    return f"{shown}{ROTATIONS[rules.rotation][0]}" if lang == "zh" else f"{shown} {ROTATIONS[rules.rotation][1]}"


def _times(rules: Rules, lang: str) -> list[str]:
    said = [
        f"{_days(shift.days, lang)} {_span(shift.hours.from_minute, shift.hours.until_minute, lang)}"
        for shift in rules.shifts
    ]
    parts = (
        [_say(lang, "值班 ", "on duty ") + ("、" if lang == "zh" else ", ").join(dict.fromkeys(said))] if said else []
    )
    dates = [one.date for one in rules.special_dates]
    if dates:
        shown = ("、" if lang == "zh" else ", ").join(dates[:NAMES_SHOWN])
        more = len(dates) > NAMES_SHOWN
        zh = f"{shown}{f'等 {len(dates)} 天' if more else ''}另有安排"
        parts.append(_say(lang, zh, f"other hours on {shown}{f' and {len(dates) - NAMES_SHOWN} more' if more else ''}"))
    return parts


def _cap(rules: Rules, names: Mapping[int, str], lang: str) -> str:
    caps = {seat.per_day_max for seat in rules.seats}
    on = [one.staff_id for one in rules.backups if one.on]
    who = _names(names, on, lang) if on else _name(names, rules.default_staff_id)
    if caps == {None}:
        return _say(lang, f"无人可接时由 {who} 接待", f"{who} steps in when nobody can")
    numbers = sorted(cap for cap in caps if cap is not None)
    shown = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
    zh = f"每人每天最多加 {shown} 人，满额或无人当班时由 {who} 接待"
    return _say(lang, zh, f"at most {shown} a day each; {who} steps in when all are full or off duty")


def _accept(windows: Sequence[Window], lang: str) -> str:
    if not windows:
        return _say(lang, "好友申请需要员工确认", "staff confirm each request")
    if any((one.from_minute, one.until_minute) == (0, DAY_MINUTES) for one in windows):
        return _say(lang, "自动通过好友", "requests are accepted at once")
    shown = ("、" if lang == "zh" else ", ").join(_span(one.from_minute, one.until_minute, lang) for one in windows)
    return _say(lang, f"{shown} 自动通过，其余时间需要确认", f"accepted at once {shown}, confirmed by staff otherwise")


def _names(names: Mapping[int, str], ids: Sequence[int], lang: str) -> str:
    shown = [_name(names, one) for one in ids[:NAMES_SHOWN]]
    more = len(ids) > NAMES_SHOWN
    if lang == "zh":
        return "、".join(shown) + (f"等 {len(ids)} 人" if more else " ")
    return ", ".join(shown) + (f" and {len(ids) - NAMES_SHOWN} more" if more else "")


def _name(names: Mapping[int, str], staff_id: int) -> str:
    return names.get(staff_id, f"#{staff_id}")


def _days(days: Sequence[int], lang: str) -> str:
    ordered = sorted(set(days))
    if ordered == list(range(7)):
        return _say(lang, "每天", "daily")
    runs: list[list[int]] = []
    for day in ordered:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = DAYS[lang]
    prefix = "周" if lang == "zh" else ""
    said = [
        f"{prefix}{words[run[0]]}" + (f"{_say(lang, '至', '–')}{prefix}{words[run[-1]]}" if len(run) > 1 else "")
        for run in runs
    ]
    return ("、" if lang == "zh" else ", ").join(said)


def _span(begin: int, end: int, lang: str) -> str:
    over = _say(lang, "次日 ", "next day ") if end <= begin else ""
    return f"{begin // 60}:{begin % 60:02d}–{over}{end // 60}:{end % 60:02d}"


def _say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en
