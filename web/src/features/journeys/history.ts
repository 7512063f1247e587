/** A value with the steps back and forth. Changes of the same thing in quick succession are one step. */
export interface Timeline<T> {
  past: T[];
  present: T;
  future: T[];
  /** Names what the last change touched, so that typing a text is one step and not fifty. */
  topic: string;
}

export type TimelineAction<A> = { do: "undo" } | { do: "redo" } | { do: "step"; action: A; topic?: string };

const STEPS_MAX = 100;

export function startTimeline<T>(present: T): Timeline<T> {
  return { past: [], present, future: [], topic: "" };
}

export function withTimeline<T, A>(reduce: (value: T, action: A) => T) {
  return (line: Timeline<T>, action: TimelineAction<A>): Timeline<T> => {
    if (action.do === "undo") {
      const before = line.past.at(-1);
      if (before === undefined) return line;
      return { past: line.past.slice(0, -1), present: before, future: [line.present, ...line.future], topic: "" };
    }
    if (action.do === "redo") {
      const [after, ...future] = line.future;
      if (after === undefined) return line;
      return { past: [...line.past, line.present], present: after, future, topic: "" };
    }
    const present = reduce(line.present, action.action);
    if (present === line.present) return line;
    const topic = action.topic ?? "";
    const merged = topic !== "" && topic === line.topic;
    const past = merged ? line.past : [...line.past, line.present].slice(-STEPS_MAX);
    return { past, present, future: [], topic };
  };
}
