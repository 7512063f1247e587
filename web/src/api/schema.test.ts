import openapiTS, { astToString } from "openapi-typescript";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(`${import.meta.dirname}/${path}`, "utf8");

describe("the generated client", () => {
  it("is what openapi.json generates, so that nobody edits it by hand", async () => {
    const generated = astToString(await openapiTS(read("../../openapi.json")));
    expect(read("schema.d.ts").endsWith(generated)).toBe(true);
  });
});
