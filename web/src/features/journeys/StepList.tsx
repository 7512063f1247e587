import { useTranslation } from "react-i18next";
import { formatCompact, formatShare } from "@/ui/format";
import { AddStep } from "./AddStep";
import { countOn, useEditor } from "./editor_context";
import { findNode, type Port } from "./graph";
import { outline, type Line } from "./outline";
import { StepFace } from "./StepNode";
import { nameOf } from "./words";

const INDENT_PX = 14;
const DEPTH_SHOWN_MAX = 5;

/** The graph as a list to read from top to bottom, for narrow screens; the two sides of a branch are indented. */
export function StepList() {
  const { graph } = useEditor();
  return (
    <div className="jny-list">
      {outline(graph).map((line, index) => (
        <div key={index} style={{ marginLeft: Math.min(line.depth, DEPTH_SHOWN_MAX) * INDENT_PX }}>
          <LineView line={line} />
        </div>
      ))}
    </div>
  );
}

function LineView({ line }: { line: Line }) {
  const { t } = useTranslation("journeys");
  const { graph } = useEditor();
  if (line.what === "way") return <Way from={line.from} port={line.port} />;
  if (line.what === "joins") return <p className="siyu-quiet">{t("list.joins", { step: nameOf(graph, line.id, t) })}</p>;
  return <Face id={line.id} />;
}

function Face({ id }: { id: string }) {
  const { graph, open } = useEditor();
  const node = findNode(graph, id);
  if (!node) return null;
  return (
    <button type="button" className="jny-face" onClick={() => open(id)}>
      <StepFace node={node} />
    </button>
  );
}

function Way({ from, port }: { from: string; port: Port }) {
  const { t } = useTranslation("journeys");
  const { numbers } = useEditor();
  const went = countOn(numbers.get(from), port);
  return (
    <div className="jny-way">
      <span>{port === "next" ? "↓" : `↳ ${t(`port.${port}`)}`}</span>
      {went && <span className="siyu-quiet">{formatCompact(went.count)}{port === "next" ? "" : ` · ${formatShare(went.share)}`}</span>}
      <AddStep from={from} port={port} />
    </div>
  );
}
