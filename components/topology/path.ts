import type { Point } from "@/lib/topology/layout";

/** An SVG path through level and upright `corners`, each bend rounded by at most `radius` pixels. */
export function roundedPath(corners: readonly Point[], radius = 6): string {
  const [first, ...rest] = corners;
  if (!first) return "";
  let d = `M${first.x} ${first.y}`;
  rest.forEach((at, i) => {
    const before = corners[i] ?? at;
    const after = rest[i + 1];
    if (!after) {
      d += `L${at.x} ${at.y}`;
      return;
    }
    const r = Math.min(radius, distance(before, at) / 2, distance(at, after) / 2);
    const from = toward(at, before, r);
    const to = toward(at, after, r);
    d += `L${from.x} ${from.y}Q${at.x} ${at.y} ${to.x} ${to.y}`;
  });
  return d;
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function toward(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
