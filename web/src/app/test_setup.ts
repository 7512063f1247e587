import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { startI18n, switchLanguage } from "@/i18n";

/** A window of 1024 px, so that pages draw as on a laptop. */
const wide = (query: string) => Number(/min-width:\s*(\d+)/.exec(query)?.[1] ?? Infinity) <= globalThis.innerWidth;

// jsdom has no layout; Ant Design asks for these on mount.
globalThis.matchMedia ??= (query: string) =>
  ({ matches: wide(query), media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }) as unknown as MediaQueryList;
const styleOf = globalThis.getComputedStyle.bind(globalThis);
globalThis.getComputedStyle = (element) => styleOf(element);
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// Waiting ends as soon as the page says it; the limit only matters on a busy machine.
// Computing who is hidden costs seconds per query with the style sheets of Ant Design.
configure({ asyncUtilTimeout: 10_000, defaultHidden: true });
startI18n();
await switchLanguage("zh");
afterEach(async () => {
  cleanup();
  vi.unstubAllGlobals();
  globalThis.localStorage.clear();
  await switchLanguage("zh");
});
