import type { Settings } from "./api";

export const NOBODY = 0;
export const WHOLE_DAY = { from_minute: 0, until_minute: 1440 };

/** The settings a new code starts from. */
export function startSettings(): Settings {
  return {
    name: "",
    rotation: "together",
    seats: [],
    backups: [],
    default_staff_id: NOBODY,
    shifts: [],
    special_dates: [],
    auto_accept: [WHOLE_DAY],
    sticky: false,
    tag_ids: [],
    remark: "",
    welcome: { text: "", attachments: [], journey_id: null, blocked_words: [] },
    org_unit_id: null,
    owner_staff_id: null,
  };
}

/** Why a draft cannot be tried or saved yet, as the key of its words; "" when it can. `bulk`: people come from the units. */
export function settingsProblem(draft: Settings, bulk = false): string {
  const hours = [...(draft.shifts ?? []).map((each) => each.hours), ...(draft.special_dates ?? []).flatMap((each) => each.hours ?? [])];
  if (!draft.name.trim()) return "unnamed";
  if (!bulk && draft.seats.length === 0) return "nobody";
  if (draft.default_staff_id === NOBODY) return "noDefault";
  if ((draft.shifts ?? []).some((each) => each.days.length === 0)) return "noDays";
  if (!bulk && hours.some((each) => each.staff_ids.length === 0)) return "emptyShift";
  if ([...hours, ...(draft.auto_accept ?? [])].some((each) => each.from_minute === each.until_minute)) return "emptySpan";
  return "";
}

/** Takes somebody out of the seats and out of every shift. */
export function withoutSeat(draft: Settings, staff: number): Settings {
  const rest = <Kind extends { staff_ids: number[] }>(hours: Kind): Kind => ({ ...hours, staff_ids: hours.staff_ids.filter((id) => id !== staff) });
  return {
    ...draft,
    seats: draft.seats.filter((seat) => seat.staff_id !== staff),
    shifts: (draft.shifts ?? []).map((shift) => ({ ...shift, hours: rest(shift.hours) })),
    special_dates: (draft.special_dates ?? []).map((day) => ({ ...day, hours: (day.hours ?? []).map(rest) })),
  };
}
