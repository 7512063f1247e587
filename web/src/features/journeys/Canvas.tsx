import {
  Background, Controls, MarkerType, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, type Connection, type NodeChange,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMode } from "@/ui/mode";
import { useEditor } from "./editor_context";
import { edgesOf, findNode, type Graph, type Port } from "./graph";
import { KIND_COLOURS } from "./kinds";
import { isFlipped, layOut, NODE_HEIGHT, NODE_WIDTH, type Layout } from "./layout";
import { StepEdge, type StepFlowEdge } from "./StepEdge";
import { StepNode, type StepFlowNode } from "./StepNode";

const NODE_TYPES = { step: StepNode };
const EDGE_TYPES = { step: StepEdge };
const FIT = { padding: 0.12, maxZoom: 1 };

function flowNodes(graph: Graph, laid: Layout, openId: string | null): StepFlowNode[] {
  const size = { width: NODE_WIDTH, height: NODE_HEIGHT };
  return graph.nodes.map((node) => ({
    id: node.id,
    type: "step",
    position: laid.places.get(node.id) ?? { x: 0, y: 0 },
    data: { flipped: node.kind === "branch" && isFlipped(graph, node.id, laid) },
    selected: node.id === openId,
    deletable: false,
    ...size,
    measured: size,
  }));
}

function flowEdges(graph: Graph, laid: Layout): StepFlowEdge[] {
  return edgesOf(graph).map(({ from, port, to }) => ({
    id: `${from}.${port}`,
    type: "step",
    source: from,
    sourceHandle: port,
    target: to,
    data: { port, bends: laid.bends.get(`${from}.${port}`) ?? [] },
    deletable: false,
    markerEnd: { type: MarkerType.ArrowClosed },
  }));
}

/** The journey drawn from left to right; it lays itself out, so nothing has to be pushed around. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Sheet />
    </ReactFlowProvider>
  );
}

function Sheet() {
  const { t } = useTranslation("journeys");
  const mode = useMode();
  const { graph, open, openId, change, readonly } = useEditor();
  const laid = useMemo(() => layOut(graph), [graph]);
  const nodes = useMemo(() => flowNodes(graph, laid, openId), [graph, laid, openId]);
  const edges = useMemo(() => flowEdges(graph, laid), [graph, laid]);
  useFitting(graph.nodes.length);
  const chosen = (changes: NodeChange<StepFlowNode>[]) => {
    const picked = changes.find((each) => each.type === "select" && each.selected);
    if (picked?.type === "select") open(picked.id);
  };
  const connect = ({ source, sourceHandle, target }: Connection) =>
    change({ do: "connect", from: source, port: (sourceHandle ?? "next") as Port, to: target });
  return (
    <div className="jny-canvas" aria-label={t("canvas.label")}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={chosen}
        onConnect={connect}
        onPaneClick={() => open(null)}
        nodesDraggable={false}
        nodesConnectable={!readonly}
        edgesFocusable={false}
        deleteKeyCode={null}
        colorMode={mode}
        minZoom={0.2}
        maxZoom={1.5}
        fitView
        fitViewOptions={FIT}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={20} />
        <Controls showInteractive={false} aria-label={t("canvas.controls")} />
        {graph.nodes.length > 6 && <MiniMap pannable zoomable style={{ width: 160, height: 96 }} nodeColor={(node) => KIND_COLOURS[findNode(graph, node.id)?.kind ?? "exit"]} />}
      </ReactFlow>
    </div>
  );
}

/** Shows the whole journey again when a step is added or taken out. */
function useFitting(steps: number): void {
  const { fitView } = useReactFlow();
  useEffect(() => {
    const frame = requestAnimationFrame(() => void fitView({ ...FIT, duration: 200 }));
    return () => cancelAnimationFrame(frame);
  }, [steps, fitView]);
}
