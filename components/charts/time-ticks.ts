import { plotWidth, type TimeAxis } from "./geometry";

/** A place on the time axis and what stands there. */
export interface TimeTick {
  readonly atMs: number;
  readonly text: string;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Room a label takes. Pixels. */
const LABEL_PX = 62;

const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND_MS),
  ...[1, 2, 3, 5, 10, 15, 30].map((n) => n * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR_MS),
  ...[1, 2, 3, 5, 7, 14].map((n) => n * DAY_MS),
];

const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minutes = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/**
 * Round moments of local time, at least a label's width apart: `14:03`, with seconds where they are less than a minute
 * apart, and the day in place of midnight. Days are counted from midnight, so that they stay on it when clocks change.
 */
export function timeTicks(axis: TimeAxis): TimeTick[] {
  const { fromMs, toMs } = axis;
  const most = Math.max(1, Math.floor(plotWidth(axis) / LABEL_PX));
  const step = steps.find((each) => (toMs - fromMs) / each <= most) ?? 30 * DAY_MS;
  const format = step < MINUTE_MS ? seconds : minutes;
  return placesOf(fromMs, toMs, step).map((atMs) => ({
    atMs,
    text: atMs === midnightOf(atMs) ? days.format(atMs) : format.format(atMs),
  }));
}

function placesOf(fromMs: number, toMs: number, step: number): number[] {
  const places: number[] = [];
  if (step >= DAY_MS) {
    const day = new Date(midnightOf(fromMs));
    for (let n = 0; day.getTime() <= toMs; n += 1) {
      if (n % (step / DAY_MS) === 0 && day.getTime() >= fromMs) places.push(day.getTime());
      day.setDate(day.getDate() + 1);
    }
    return places;
  }
  // From the midnight before: hours that divide the day begin there, wherever the time zone lies.
  for (let midnight = midnightOf(fromMs); midnight <= toMs; midnight = nextMidnight(midnight)) {
    const end = Math.min(toMs, nextMidnight(midnight) - 1);
    const first = midnight + Math.max(0, Math.ceil((fromMs - midnight) / step)) * step;
    for (let at = first; at <= end; at += step) places.push(at);
  }
  return places;
}

const midnightOf = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);

function nextMidnight(ms: number): number {
  const day = new Date(ms);
  day.setHours(0, 0, 0, 0);
  return day.setDate(day.getDate() + 1);
}

/** A step for a caption: `3 s`, `10 min`, `2 h 24 min`. */
export function stepWords(stepMs: number): string {
  if (stepMs < MINUTE_MS) return `${stepMs / SECOND_MS}\u00a0s`;
  const hours = Math.floor(stepMs / HOUR_MS);
  const rest = (stepMs % HOUR_MS) / MINUTE_MS;
  const whole = Math.floor(rest);
  const left = Math.round((rest - whole) * 60);
  return [
    hours > 0 ? `${hours}\u00a0h` : "",
    whole > 0 ? `${whole}\u00a0min` : "",
    left > 0 ? `${left}\u00a0s` : "",
  ]
    .filter((word) => word !== "")
    .join("\u00a0");
}

/** The moment under the cursor: the whole bin where it is longer than the seconds of a clock, the day where there are several. */
export function cursorWords(
  atMs: number,
  binMs: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): string {
  const day = midnightOf(fromMs) === midnightOf(toMs) ? "" : `${days.format(atMs)} `;
  if (binMs < MINUTE_MS) return `${day}${seconds.format(atMs)}`;
  const start = Math.floor(atMs / binMs) * binMs;
  return `${day}${minutes.format(start)}–${minutes.format(start + binMs)}`;
}
