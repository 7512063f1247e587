import { describe, expect, it } from "vitest";
import { clockOf, fromForm, toForm } from "./rules";

const RULES = { cap_count: 3, cap_window_ms: 7 * 86_400_000, quiet_from_minute: 1320, quiet_until_minute: 480, spread_ms: 1_800_000 };

describe("the outreach rules", () => {
  it("come back from the form as they went in", () => expect(fromForm(toForm(RULES), RULES)).toEqual(RULES));
  it("have no quiet hours when the form's are cleared", () => {
    const cleared = fromForm({ ...toForm(RULES), quiet: null }, RULES);
    expect(cleared.quiet_from_minute).toBe(cleared.quiet_until_minute);
  });
  it("tell minutes as a clock", () => expect(clockOf(485)).toBe("08:05"));
});
