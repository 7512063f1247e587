import { Grid } from "antd";

/** True below 768 px, where tables become cards and the menu a drawer. */
export function usePhone(): boolean {
  const screens = Grid.useBreakpoint();
  // Before the first measure the object is empty; ask the window so that nothing jumps.
  return screens.md === undefined ? globalThis.innerWidth < 768 : !screens.md;
}
