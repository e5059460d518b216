import clsx from "clsx";
import type { ReactNode } from "react";
import { type Tone, textTone } from "@/components/ui/tone";
import type { Sketch } from "@/lib/contract";
import { shorten } from "@/lib/format";
import { sketchRows, sketchSentence } from "./sketch-rows";

/** What stands beside an instance, and how its link is drawn. */
export interface SketchMark {
  readonly word: string;
  readonly tone: Tone | "plain";
  readonly line: "solid" | "dashed" | "dotted";
}

const ROW = 24;
const BOX = 20;
const INDENT = 28;
/** Where the line down from a box begins. */
const TRUNK = 12.5;
const LABEL_MAX = 17;
const CHAR = 7.1;

const dashes = { solid: undefined, dashed: "4 2", dotted: "2 2" };

/** A small topology: instances below what they follow, a word beside each that something happens to. */
export function SketchDrawing({
  title,
  note,
  sketch,
  involved,
  labelOf,
  markOf,
}: {
  title: string;
  note?: ReactNode;
  sketch: Sketch;
  involved: ReadonlySet<string>;
  labelOf: (instance: string) => string;
  markOf: (instance: string) => SketchMark | null;
}) {
  const { rows, hidden } = sketchRows(sketch, labelOf, involved);
  const label = (instance: string): string => shorten(labelOf(instance), LABEL_MAX);
  const boxWidth = (instance: string): number => Math.max(44, label(instance).length * CHAR + 14);
  const width = Math.max(120, ...rows.map((row) => row.depth * INDENT + boxWidth(row.instance) + 2));
  return (
    <div className="min-w-0 flex-1 px-(--pane) py-3">
      <div className="mb-1.5 flex justify-between font-medium text-fg-3 leading-4">
        <span>{title}</span>
        <span className="font-normal">{note}</span>
      </div>
      <div className="flex gap-2">
        <svg
          role="img"
          aria-label={`${title}: ${sketchSentence(sketch, labelOf)}`}
          width={width}
          height={rows.length * ROW}
          className="flex-none"
        >
          <title>{`${title}: ${sketchSentence(sketch, labelOf)}`}</title>
          {rows.map((row, i) => (
            <Connector
              key={row.instance}
              row={i}
              depth={row.depth}
              parentRow={row.parentRow}
              mark={markOf(row.instance)}
            />
          ))}
          {rows.map((row, i) => (
            <g key={row.instance} transform={`translate(${row.depth * INDENT} ${i * ROW + 2})`}>
              <rect
                x="0.5"
                y="0.5"
                width={boxWidth(row.instance) - 1}
                height={BOX - 1}
                rx="3"
                className={row.role === "primary" ? "fill-fg stroke-fg" : "fill-surface stroke-strong"}
              />
              <text
                x={boxWidth(row.instance) / 2}
                y="14"
                textAnchor="middle"
                className={clsx("mono font-medium", row.role === "primary" ? "fill-surface" : "fill-fg")}
              >
                {label(row.instance)}
              </text>
            </g>
          ))}
        </svg>
        <ul className="min-w-0 flex-1">
          {rows.map((row) => (
            <MarkWord key={row.instance} label={label(row.instance)} mark={markOf(row.instance)} />
          ))}
        </ul>
      </div>
      {hidden > 0 && <p className="mt-1 text-fg-3">and {hidden} more, unchanged</p>}
    </div>
  );
}

function MarkWord({ label, mark }: { label: string; mark: SketchMark | null }) {
  return (
    <li
      className={clsx(
        "h-6 truncate leading-[24px]",
        mark === null || mark.tone === "plain" ? "text-fg-2" : textTone[mark.tone],
      )}
    >
      <span className="sr-only">{label}: </span>
      {mark?.word}
    </li>
  );
}

function Connector({
  row,
  depth,
  parentRow,
  mark,
}: {
  row: number;
  depth: number;
  parentRow: number | null;
  mark: SketchMark | null;
}) {
  if (parentRow === null) return null;
  const x = (depth - 1) * INDENT + TRUNK;
  const y = row * ROW + ROW / 2;
  const told = mark !== null && mark.tone !== "plain" && mark.line !== "solid";
  const ghost = mark !== null && mark.tone === "plain" && mark.line === "dashed";
  return (
    <>
      <path d={`M${x} ${parentRow * ROW + 2 + BOX}V${y}`} stroke="var(--border-strong)" strokeWidth="1.5" />
      <path
        d={`M${x} ${y}H${depth * INDENT}`}
        stroke={told ? "currentColor" : ghost ? "var(--accent)" : "var(--border-strong)"}
        data-ghost={ghost ? "" : undefined}
        className={told ? textTone[mark.tone] : undefined}
        strokeWidth={told || ghost ? "2" : "1.5"}
        strokeDasharray={mark === null ? undefined : dashes[mark.line]}
      />
    </>
  );
}
