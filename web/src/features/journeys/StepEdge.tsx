import { BaseEdge, EdgeLabelRenderer, type Edge as FlowEdge, type EdgeProps } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { formatCompact, formatShare } from "@/ui/format";
import { AddStep } from "./AddStep";
import { countOn, useEditor } from "./editor_context";
import type { Port } from "./graph";
import { curve, type Point } from "./layout";

export type StepFlowEdge = FlowEdge<{ port: Port; bends: Point[] }, "step">;

/** A way from step to step: which answer it is, how many went, and a button to put a step on it. */
export function StepEdge(props: EdgeProps<StepFlowEdge>) {
  const { t } = useTranslation("journeys");
  const { numbers, path } = useEditor();
  const port = props.data?.port ?? "next";
  const ends = [{ x: props.sourceX, y: props.sourceY }, { x: props.targetX, y: props.targetY }] as const;
  const { line, label } = curve([ends[0], ...(props.data?.bends ?? []), ends[1]]);
  const went = countOn(numbers.get(props.source), port);
  const lit = path?.has(props.source) && path.has(props.target);
  const words = [
    port === "next" ? "" : t(`port.${port}`),
    went ? formatCompact(went.count) : "",
    went && port !== "next" ? formatShare(went.share) : "",
  ].filter(Boolean);
  return (
    <>
      <BaseEdge id={props.id} path={line} className={`jny-edge${lit ? " jny-edge-lit" : ""}`} {...(props.markerEnd ? { markerEnd: props.markerEnd } : {})} />
      <EdgeLabelRenderer>
        <div className="jny-edge-label" style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}>
          {words.length > 0 && <span>{words.join(" · ")}</span>}
          <AddStep from={props.source} port={port} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
}
