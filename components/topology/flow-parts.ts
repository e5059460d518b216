import type { Group } from "@/lib/contract";
import { CARD, type Layout } from "@/lib/topology/layout";
import type { FormerEdgeType } from "./former-edge";
import { type FormerLink, formerPath } from "./former-links";
import type { GhostNodeType } from "./ghost-node";
import type { InstanceNodeType } from "./instance-node";
import { labelId } from "./label-id";
import type { LinkEdgeType } from "./link-edge";
import { HANDLE } from "./repoint";
import type { Shape } from "./shape";
import type { StackNodeType } from "./stack-node";

export type FlowNode = InstanceNodeType | GhostNodeType | StackNodeType;

/** Nodes for the canvas. They hold places and ids alone, never a figure: a tick leaves the array as it is. */
export function flowNodes(
  groupId: Group["id"],
  shape: Shape,
  layout: Layout,
  onOpen: (upstream: string) => void,
): FlowNode[] {
  return shape.nodes.map(({ id, kind, members, upstream }): FlowNode => {
    const common = {
      id,
      position: { ...(layout.places.get(id) ?? { x: 0, y: 0 }) },
      width: CARD.widthPx,
      height: CARD.heightPx,
      domAttributes: { "aria-labelledby": labelId(id), "aria-roledescription": "instance" },
    };
    if (kind === "ghost") return { ...common, type: "ghost", data: {} };
    if (kind === "instance") return { ...common, type: "instance", data: { groupId } };
    return { ...common, type: "stack", data: { groupId, upstream: upstream ?? "", members, onOpen } };
  });
}

/** Links for the canvas, each with the way the layout found for it. */
export function flowEdges(groupId: Group["id"], shape: Shape, layout: Layout): LinkEdgeType[] {
  const stacks = new Set(shape.nodes.filter((node) => node.kind === "stack").map((node) => node.id));
  return layout.routes.map(({ replica, upstream, corners, chip }) => ({
    id: replica,
    type: "link",
    source: upstream,
    target: replica,
    sourceHandle: HANDLE.out,
    targetHandle: HANDLE.in,
    focusable: false,
    data: { groupId, corners, chip, stack: stacks.has(replica) },
  }));
}

/** Links that were, for the canvas, below the others. */
export function formerEdges(former: readonly FormerLink[], { places }: Layout): FormerEdgeType[] {
  return former.flatMap(({ replica, upstream }): FormerEdgeType[] => {
    const [from, to] = [places.get(upstream), places.get(replica)];
    if (from === undefined || to === undefined) return [];
    return [
      {
        id: `former ${upstream} ${replica}`,
        type: "former",
        source: upstream,
        target: replica,
        sourceHandle: HANDLE.out,
        targetHandle: HANDLE.in,
        focusable: false,
        zIndex: -1,
        data: { path: formerPath(from, to) },
      },
    ];
  });
}
