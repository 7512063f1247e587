import type { Portrait } from "./api";

/** Which customer the sidebar stands beside. */
export interface CustomerProps {
  brand: string;
  customerId: number;
  /** False where there is no chat beside the page: texts can be copied, nothing is sent. */
  canSend: boolean;
}

/** What every part of the customer's view is given. */
export interface ViewProps extends CustomerProps {
  portrait: Portrait;
}
