import { type Checker, type EntryOf, entriesOf, type Violation } from "../history";

const checker = "processes";
/** A dashboard of six instances that takes more has a leak, whatever its slope. */
const MOST_MIB = 600;
const MOST_FILES = 300;
/** The first minutes fill caches; after them, over at least so long, a slope tells something. */
const WARM_UP_MS = 10 * 60_000;
const LONG_MS = 20 * 60_000;
const MIB_PER_MS = 1 / (10 * 60_000);
const FILES_PER_MS = 2 / (10 * 60_000);

/** What the dashboards take does not run away: not beyond a ceiling, nor steadily over a long life of one process. */
export const processes: Checker = (history) => {
  const lives = Map.groupBy(entriesOf(history, "process"), ({ pid }) => pid);
  return [...lives.values()].flatMap((life) => [...ceilings(life), ...slopes(life)]);
};

type Sample = EntryOf<"process">;

function ceilings(life: readonly Sample[]): Violation[] {
  const over = life.find(({ residentMiB, files }) => residentMiB > MOST_MIB || files > MOST_FILES);
  if (over === undefined) return [];
  const text = `dashboard ${over.dashboard} takes ${Math.round(over.residentMiB)} MiB and ${over.files} open files`;
  return [{ checker, atMs: over.atMs, text }];
}

function slopes(life: readonly Sample[]): Violation[] {
  const [first] = life;
  const warm = life.filter(({ atMs }) => first !== undefined && atMs - first.atMs >= WARM_UP_MS);
  const [begin, end] = [warm[0], warm.at(-1)];
  if (begin === undefined || end === undefined || end.atMs - begin.atMs < LONG_MS) return [];
  const mib = slope(warm.map(({ atMs, residentMiB }) => [atMs, residentMiB]));
  const files = slope(warm.map(({ atMs, files }) => [atMs, files]));
  if (mib <= MIB_PER_MS && files <= FILES_PER_MS) return [];
  const text = `dashboard ${end.dashboard} grows by ${(mib / MIB_PER_MS).toFixed(1)} MiB and ${(files * 600_000).toFixed(1)} files in 10 minutes`;
  return [{ checker, atMs: end.atMs, text }];
}

/** Of the straight line that fits the points best (least squares). */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (n: 0 | 1): number => points.reduce((sum, point) => sum + point[n], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  const under = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
