import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { floors } from "./floors.js";

function messages(filename, code) {
  const linter = new Linter({ cwd: "/web" });
  const config = {
    files: ["**/*.ts"],
    plugins: { siyu: { rules: { floors } } },
    rules: { "siyu/floors": ["error", { src: "/web/src" }] },
  };
  return linter.verify(code, [config], { filename }).map((each) => each.messageId);
}

describe("the floors of the console", () => {
  it.each([
    ["a feature importing its neighbour by alias", "/web/src/features/customers/a.ts", 'import "@/features/segments/api";', "sideways"],
    ["a feature importing its neighbour by a relative path", "/web/src/features/customers/a.ts", 'import "../segments/api";', "sideways"],
    ["a feature importing the app", "/web/src/features/customers/a.ts", 'import "@/app/routes";', "upward"],
    ["the ui kit importing a feature lazily", "/web/src/ui/a.ts", 'import("../features/customers/api");', "upward"],
    ["the api re-exporting the ui kit", "/web/src/api/a.ts", 'export * from "@/ui/format";', "upward"],
  ])("refuse %s", (_, filename, code, expected) => expect(messages(filename, code)).toEqual([expected]));

  it.each([
    ["a feature its own files", "/web/src/features/customers/a.ts", 'import "./api";'],
    ["a feature the floors below", "/web/src/features/customers/a.ts", 'import "@/ui/format"; import "@/api/client";'],
    ["the app every feature", "/web/src/app/routes.ts", 'import "@/features/customers/routes";'],
    ["anyone a library", "/web/src/api/a.ts", 'import "react";'],
  ])("allow %s", (_, filename, code) => expect(messages(filename, code)).toEqual([]));
});
