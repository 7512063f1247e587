import { ExclamationCircleFilled } from "@ant-design/icons";
import { Tooltip } from "antd";
import { Handle, Position, useUpdateNodeInternals, type NodeProps, type Node as FlowNode } from "@xyflow/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { formatCompact, formatNumber } from "@/ui/format";
import type { NodeNumbers } from "./api";
import { useEditor } from "./editor_context";
import { findNode, portsOf, type Node } from "./graph";
import { ICONS } from "./kinds";
import { sentenceOf } from "./words";

export type StepFlowNode = FlowNode<{ flipped: boolean }, "step">;

/** Icon, kind, one line, live number; what is wrong stands on it. */
export function StepNode({ id, data: { flipped } }: NodeProps<StepFlowNode>) {
  const refresh = useUpdateNodeInternals();
  // React Flow remembers where ports were; it has to look again when they change places.
  useEffect(() => refresh(id), [flipped, id, refresh]);
  const { graph, readonly } = useEditor();
  const node = findNode(graph, id);
  if (!node) return null;
  return (
    <>
      {node.kind !== "entry" && <Handle type="target" position={Position.Left} isConnectable={!readonly} />}
      <StepFace node={node} />
      {portsOf(node).map((port) => (
        <Handle key={port} id={port} type="source" position={Position.Right} isConnectable={!readonly} className={port === "next" ? "" : (port === "yes") !== flipped ? "jny-port-high" : "jny-port-low"} />
      ))}
    </>
  );
}

/** The face of a step, the same on the canvas and in the list on a phone. */
export function StepFace({ node }: { node: Node }) {
  const { t } = useTranslation("journeys");
  const { names, problems, numbers, path, openId } = useEditor();
  const problem = problems.get(node.id);
  const lit = path === null ? "" : path.has(node.id) ? " jny-lit" : " jny-dim";
  const state = `${openId === node.id ? " jny-open" : ""}${problem ? " jny-wrong" : ""}${lit}`;
  return (
    <div className={`jny-step jny-${node.kind}${state}`}>
      <div className="jny-step-head">
        <span className="jny-step-icon">{ICONS[node.kind]}</span>
        <strong>{node.label || t(`kind.${node.kind}`)}</strong>
        {problem && (
          <Tooltip title={problem}>
            <ExclamationCircleFilled className="jny-step-problem" aria-label={problem} />
          </Tooltip>
        )}
      </div>
      <div className="jny-step-line">{sentenceOf(node, names, t)}</div>
      <StepNumber node={node} numbers={numbers.get(node.id)} />
    </div>
  );
}

function StepNumber({ node, numbers }: { node: Node; numbers: NodeNumbers | undefined }) {
  const { t } = useTranslation("journeys");
  if (!numbers) return null;
  const waits = numbers.waiting > 0 && node.kind !== "exit";
  return (
    <div className="jny-step-numbers">
      <Tooltip title={formatNumber(numbers.arrived)}>
        <span>{t(`number.${node.kind}`, { people: formatCompact(numbers.arrived) })}</span>
      </Tooltip>
      {waits && <b>{t("number.waiting", { people: formatCompact(numbers.waiting) })}</b>}
      {numbers.parked > 0 && <em>{t("number.parked", { people: formatCompact(numbers.parked) })}</em>}
    </div>
  );
}
