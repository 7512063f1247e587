import {
  Background, Controls, MarkerType, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, type Connection, type NodeChange,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMode } from "@/ui/mode";
import { useEditor } from "./editor_context";
import { edgesOf, type Graph, type Port } from "./graph";
import { NODE_HEIGHT, NODE_WIDTH, placeNodes } from "./layout";
import { StepEdge, type StepFlowEdge } from "./StepEdge";
import { StepNode, type StepFlowNode } from "./StepNode";

const NODE_TYPES = { step: StepNode };
const EDGE_TYPES = { step: StepEdge };
const FIT = { padding: 0.12, maxZoom: 1 };

function flowNodes(graph: Graph, openId: string | null): StepFlowNode[] {
  const places = placeNodes(graph);
  const size = { width: NODE_WIDTH, height: NODE_HEIGHT };
  return graph.nodes.map((node) => ({
    id: node.id,
    type: "step",
    position: places.get(node.id) ?? { x: 0, y: 0 },
    data: { id: node.id },
    selected: node.id === openId,
    deletable: false,
    ...size,
    measured: size,
  }));
}

function flowEdges(graph: Graph): StepFlowEdge[] {
  return edgesOf(graph).map(({ from, port, to }) => ({
    id: `${from}.${port}`,
    type: "step",
    source: from,
    sourceHandle: port,
    target: to,
    data: { port },
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
  const nodes = useMemo(() => flowNodes(graph, openId), [graph, openId]);
  const edges = useMemo(() => flowEdges(graph), [graph]);
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
        {graph.nodes.length > 5 && <MiniMap pannable zoomable nodeClassName={(node) => `jny-mini-${graph.nodes.find((each) => each.id === node.id)?.kind ?? ""}`} />}
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
