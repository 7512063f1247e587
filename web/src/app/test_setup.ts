import "@testing-library/jest-dom/vitest";
import { afterEach } from "vitest";
import { startI18n } from "@/i18n";

// jsdom has no layout; Ant Design asks for these on mount.
globalThis.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }) as unknown as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

startI18n();
afterEach(() => globalThis.localStorage.clear());
