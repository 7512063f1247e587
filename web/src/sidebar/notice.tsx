import { useSyncExternalStore } from "react";

const SHOWN_MS = 2500;
const FAILED_MS = 6000;
const listeners = new Set<() => void>();
let shown: { text: string; failed: boolean } | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says what a tap did, for a moment; a failure stays longer. */
export function tell(text: string, failed = false): void {
  clearTimeout(timer);
  set({ text, failed });
  timer = setTimeout(() => set(null), failed ? FAILED_MS : SHOWN_MS);
}

function set(next: typeof shown): void {
  shown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Notice() {
  const now = useSyncExternalStore(subscribe, () => shown);
  return (
    <div role="status" className="sb-notices">
      {now && <span className={now.failed ? "sb-notice sb-notice-failed" : "sb-notice"}>{now.text}</span>}
    </div>
  );
}
