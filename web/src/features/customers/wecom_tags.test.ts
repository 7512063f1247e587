import { describe, expect, it } from "vitest";
import { isBusy, spanOf, type WecomTags } from "./wecom_tags";

const tags = (waiting: number, shown: WecomTags["groups"][number]["tags"][number]["shown"]) =>
  ({ waiting, groups: [{ tags: [{ shown }] }] }) as unknown as WecomTags;

describe("tags towards WeCom", () => {
  it("tells a span in minutes, then in hours, never as less than it takes", () => {
    expect([90, 121, 7_100, 7_200, 40_000].map(spanOf)).toEqual([
      { unit: "soon" },
      { unit: "minutes", count: 3 },
      { unit: "minutes", count: 119 },
      { unit: "hours", count: 2 },
      { unit: "hours", count: 12 },
    ]);
  });

  it("looks again while customers wait or a tag is being made", () => {
    expect([tags(0, "synced"), tags(0, "syncing"), tags(3, "synced")].map(isBusy)).toEqual([false, true, true]);
  });
});
