import clsx from "clsx";
import type { LineageDrawing } from "./rows";

/** Where the line of a row runs, from its top: the middle of its first line of text. */
const LINE_PX = 17;

/**
 * The part of a drawing that stands beside one row: its own line, and those that pass from rows above to rows below. Made of
 * boxes, since only the browser knows how high a row's text makes it.
 */
export function Lane({ drawing, index }: { drawing: LineageDrawing; index: number }) {
  const row = drawing.rows[index];
  if (row === undefined) return null;
  const x = (column: number): string => `${(100 * column) / (drawing.columns - 1)}%`;
  const own = row.ownFromColumn ?? row.toColumn;
  const tone = row.branch.ofPrimary ? "border-accent" : "border-strong";
  return (
    <div className="relative w-20 flex-none self-stretch sm:w-44" aria-hidden="true">
      {drawing.rows.map(({ parentRow, fromColumn, branch }, child) => {
        if (parentRow === null || index < parentRow || index > child) return null;
        return (
          <span
            key={branch.replid}
            className={clsx("absolute border-l-2", branch.ofPrimary ? "border-accent" : "border-strong")}
            style={{
              left: `calc(${x(fromColumn)} - 1px)`,
              top: index === parentRow ? LINE_PX : 0,
              ...(index === child ? { height: LINE_PX + 1 } : { bottom: 0 }),
            }}
          />
        );
      })}
      <Stretch from={x(row.fromColumn)} to={x(own)} className={tone} />
      <Stretch from={x(own)} to={x(row.toColumn)} className="border-crit border-dashed" />
      {row.branch.members.length > 0 && (
        <span
          className={clsx(
            "-translate-x-1/2 absolute size-2.5 rounded-full border-2",
            own < row.toColumn ? "border-crit bg-surface" : tone,
            row.branch.ofPrimary && "bg-accent",
          )}
          style={{ left: x(row.toColumn), top: LINE_PX - 4 }}
        />
      )}
    </div>
  );
}

function Stretch({ from, to, className }: { from: string; to: string; className: string }) {
  if (from === to) return null;
  return (
    <span
      className={clsx("absolute border-t-2", className)}
      style={{ left: from, right: `calc(100% - ${to})`, top: LINE_PX }}
    />
  );
}
