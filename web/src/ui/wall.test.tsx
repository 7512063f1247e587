import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tellTimesIn } from "./format";
import { StartField } from "./StartField";
import { asMinutes, asTimes, momentOf, tellDatesIn, tomorrowMorning, wallClock } from "./wall";

const SHANGHAI = "Asia/Shanghai";
const MORNING = Date.UTC(2026, 10, 21, 2, 0);
const SHOWN = "YYYY-MM-DD HH:mm";

/** A browser in New York, where the clocks change on 8 March; the brand is in Shanghai. */
describe("far from the brand", () => {
  beforeEach(() => {
    vi.stubEnv("TZ", "America/New_York");
    tellTimesIn(SHANGHAI);
    tellDatesIn(SHANGHAI);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it("a moment is shown by the brand's clocks and means the same when it comes back", () => {
    expect(new Date(MORNING).getHours()).toBe(21);
    expect(wallClock(MORNING, SHANGHAI).format(SHOWN)).toBe("2026-11-21 10:00");
    expect(momentOf(wallClock(MORNING, SHANGHAI), SHANGHAI)).toBe(MORNING);
  });
  it("an hour that the browser's own clocks leave out exists", () => {
    const at = Date.UTC(2026, 2, 7, 18, 30);
    expect(wallClock(at, SHANGHAI).format(SHOWN)).toBe("2026-03-08 02:30");
    expect(momentOf(wallClock(at, SHANGHAI), SHANGHAI)).toBe(at);
    expect(momentOf(wallClock(at, SHANGHAI).hour(3), SHANGHAI)).toBe(at + 1_800_000 * 2);
  });
  it("tomorrow is the brand's tomorrow", () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 17, 0), toFake: ["Date"] });
    expect(tomorrowMorning(SHANGHAI)).toBe(Date.UTC(2026, 10, 23, 2, 0));
  });
  it("times of day stay what they are on the day when the browser's clocks change", () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 2, 8, 12, 0), toFake: ["Date"] });
    expect(asTimes([540, 1260]).value?.map((time) => time.format("HH:mm"))).toEqual(["09:00", "21:00"]);
    expect(asMinutes(asTimes([540, 1260]).value)).toEqual([540, 1260]);
  });
  it("the field shows and takes the brand's time, also the one called now", () => {
    vi.useFakeTimers({ now: MORNING - 3_600_000, toFake: ["Date"] });
    const changed = vi.fn();
    render(<StartField atMs={MORNING} onChange={changed} />);
    const field = screen.getByRole("textbox");
    expect(field).toHaveValue("2026-11-21 10:00");
    fireEvent.mouseDown(field);
    fireEvent.click(field);
    fireEvent.change(field, { target: { value: "2026-11-22 08:30" } });
    fireEvent.keyDown(field, { key: "Enter", code: "Enter", keyCode: 13 });
    expect(changed).toHaveBeenLastCalledWith(Date.UTC(2026, 10, 22, 0, 30));
    fireEvent.mouseDown(field);
    fireEvent.click(field);
    fireEvent.click(document.querySelector(".ant-picker-now-btn") as Element);
    expect(changed).toHaveBeenLastCalledWith(MORNING - 3_600_000);
  });
});
