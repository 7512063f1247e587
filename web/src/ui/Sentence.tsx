import { Typography } from "antd";
import type { ReactNode } from "react";
import { typeset } from "@/i18n/typeset";

/** The rule said in words, as the server generated it; quiet, but always readable. */
export function Sentence({ children, extra }: { children: ReactNode; extra?: ReactNode }) {
  return (
    <div className="siyu-sentence">
      <Typography.Text>{typeof children === "string" ? typeset(children) : children}</Typography.Text>
      {extra}
    </div>
  );
}
