"use client";
import {
  type AriaLabelConfig,
  type Connection,
  type EdgeTypes,
  type NodeTypes,
  ReactFlow,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import "./graph.css";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from "react";
import { useActionsBlocked } from "@/components/live/store";
import { useActionLauncher } from "@/components/runs/launcher";
import { useAskVerdicts, verdictsNow } from "@/components/runs/upstream-verdicts";
import { useSelectionParam } from "@/components/shell/url-state";
import type { Layout } from "@/lib/topology/layout";
import { ConnectionLine } from "./connection-line";
import { dropVerdict } from "./drop-verdict";
import { flowEdges, flowNodes, formerEdges } from "./flow-parts";
import { FormerEdge } from "./former-edge";
import type { FormerLink } from "./former-links";
import { GhostNode } from "./ghost-node";
import { InstanceNode } from "./instance-node";
import { LinkEdge } from "./link-edge";
import { useMover, useRelease } from "./repoint";
import type { Shape } from "./shape";
import { StackNode } from "./stack-node";
import { fitted, ZOOM } from "./viewport";

const nodeTypes: NodeTypes = { instance: InstanceNode, ghost: GhostNode, stack: StackNode };
const edgeTypes: EdgeTypes = { link: LinkEdge, former: FormerEdge };

const help = "Enter selects it. p promotes, r re-points, d detaches, b backs up: each opens a plan first.";
const ariaLabels: Partial<AriaLabelConfig> = {
  "node.a11yDescription.default": help,
  "node.a11yDescription.keyboardDisabled": help,
  "edge.a11yDescription.default": "A replication link.",
  "handle.ariaLabel": "Re-point",
};

/** The canvas: instances left to right, upstreams first. It renders when the shape changes, never for a tick. */
export function Graph({
  groupId,
  groupName,
  shape,
  layout,
  former,
  onOpenStack,
}: {
  groupId: string;
  groupName: string;
  shape: Shape;
  layout: Layout;
  /** Links that were until just now. */
  former: readonly FormerLink[];
  onOpenStack: (upstream: string) => void;
}) {
  const nodes = useMemo(
    () => flowNodes(groupId, shape, layout, onOpenStack),
    [groupId, shape, layout, onOpenStack],
  );
  const edges = useMemo(
    () => [...formerEdges(former, layout), ...flowEdges(groupId, shape, layout)],
    [groupId, shape, layout, former],
  );
  const [, select] = useSelectionParam();
  const blocked = useActionsBlocked(groupId);
  const launcher = useActionLauncher();
  const release = useRelease();
  useAskVerdicts(useMover());
  const cancelled = useRef(false);
  const touched = useFit(layout);

  const connect = useCallback(
    ({ source, target }: Connection) => {
      if (!cancelled.current)
        launcher.open({ action: "repoint", instance: source, upstream: target }, groupId);
    },
    [launcher, groupId],
  );
  const valid = useCallback(
    ({ source, target }: { source: string; target: string }) =>
      dropVerdict(verdictsNow(source), source, target)?.is === "valid",
    [],
  );
  const cancel = useCallback(() => {
    cancelled.current = true;
    release();
  }, [release]);
  useEscape(cancel);

  const keyed = (event: KeyboardEvent<HTMLDivElement>) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset.id : undefined;
    const node = shape.nodes.find((each) => each.id === id);
    if (event.key !== "Enter" || node === undefined) return;
    event.preventDefault();
    if (node.kind === "stack" && node.upstream !== null) onOpenStack(node.upstream);
    else if (node.kind === "instance") void select(node.id);
  };

  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      aria-label={`Topology of ${groupName}`}
      ariaLabelConfig={ariaLabels}
      minZoom={ZOOM.min}
      maxZoom={ZOOM.max}
      nodesDraggable={false}
      nodesFocusable
      edgesFocusable={false}
      elementsSelectable={false}
      nodesConnectable={blocked === null}
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      connectOnClick
      connectionDragThreshold={8}
      connectionRadius={0}
      connectionLineComponent={ConnectionLine}
      isValidConnection={valid}
      onConnectStart={() => {
        cancelled.current = false;
      }}
      onClickConnectStart={() => {
        cancelled.current = false;
      }}
      onConnect={connect}
      onNodeClick={(_, node) => {
        if (node.type === "instance") void select(node.id);
      }}
      onPaneClick={() => {
        release();
        void select(null);
      }}
      onMoveStart={(event) => {
        if (event !== null) touched.current = true;
      }}
      onKeyDown={keyed}
      zoomOnScroll={false}
      preventScrolling={false}
      zoomOnDoubleClick={false}
      onlyRenderVisibleElements={nodes.length > 150}
    />
  );
}

/** Shows all of it at first, after every change of shape and of the stage's size, until someone moves the canvas. */
function useFit(layout: Layout) {
  const touched = useRef(false);
  const { setViewport } = useReactFlow();
  const width = useStore((flow) => flow.width);
  const height = useStore((flow) => flow.height);
  useEffect(() => {
    if (width > 0 && height > 0 && !touched.current) void setViewport(fitted(layout, width, height));
  }, [layout, width, height, setViewport]);
  return touched;
}

function useEscape(act: () => void) {
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (event.key === "Escape") act();
    };
    document.addEventListener("keydown", pressed, true);
    return () => document.removeEventListener("keydown", pressed, true);
  }, [act]);
}
