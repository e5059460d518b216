import { isDeepStrictEqual } from "node:util";
import { type Checker, entriesOf, type Roles, type Violation } from "../history";

const checker = "roles";
const INTERVALS = 3;
/** Asking all instances and both dashboards takes a while of its own. */
const ASKING_MS = 250;

/** Once the roles have stood for three polls, with no fault about, every dashboard shows them as they are. */
export const roles: Checker = (history) => {
  const [world] = entriesOf(history, "world");
  if (world === undefined) return [];
  const settleMs = INTERVALS * world.pollIntervalMs + ASKING_MS;
  const faults = entriesOf(history, "fault");
  const told = new Set<number>();
  let stands: { readonly truth: Roles; readonly sinceMs: number } | null = null;
  const violations: Violation[] = [];
  for (const { atMs, truth, shown } of entriesOf(history, "roles")) {
    if (truth === null) {
      stands = null;
      continue;
    }
    if (stands === null || !isDeepStrictEqual(stands.truth, truth)) stands = { truth, sinceMs: atMs };
    if (atMs - stands.sinceMs < settleMs) continue;
    if (faults.some((fault) => fault.atMs <= atMs && fault.untilMs >= atMs - settleMs)) continue;
    for (const [dashboard, roles] of shown.entries()) {
      if (roles === null || told.has(dashboard)) continue;
      const wrong = differing(truth, roles);
      if (wrong === null) continue;
      told.add(dashboard);
      const text = `dashboard ${dashboard} shows ${wrong} otherwise than it is: ${JSON.stringify(roles[wrong] ?? null)}, not ${JSON.stringify(truth[wrong])}`;
      violations.push({ checker, atMs, text });
    }
  }
  return violations;
};

const differing = (truth: Roles, shown: Roles): string | null =>
  Object.keys(truth).find((id) => !isDeepStrictEqual(truth[id], shown[id])) ?? null;
