import type { Backup, Event, Health, Run } from "@/lib/contract";
import { api } from "./api";
import { applyEvents } from "./picture";
import { once } from "./resources";
import { liveStore, onHead } from "./state";

const groupQuery = (group: string | undefined): string => (group === undefined ? "" : `group=${group}`);

let asking: Promise<void> | null = null;
let askAgain = false;

/**
 * The server's own account of itself; asked for on every connect. Without an answer the last one stands. Asked for while an
 * answer is on its way, it is asked for once more after it: a change in a hundred groups is told a hundred times.
 */
export function loadHealth(): Promise<void> {
  if (asking !== null) {
    askAgain = true;
    return asking;
  }
  asking = askHealth().finally(() => {
    asking = null;
    if (!askAgain) return;
    askAgain = false;
    void loadHealth();
  });
  return asking;
}

async function askHealth(): Promise<void> {
  const health = await api.get<Health>("/api/health").catch(() => null);
  if (health !== null) liveStore.setState({ health });
}

export const loadEvents = (group: string | undefined): void =>
  once(`events ${group ?? "*"}`, async () => {
    const { events } = await api.get<{ events: Event[] }>(`/api/events?limit=200&${groupQuery(group)}`);
    liveStore.setState(onHead((head) => applyEvents(head, events)));
  });

export const loadRun = (id: string): void =>
  once(`run ${id}`, async () => {
    putRun(await api.get<Run>(`/api/runs/${encodeURIComponent(id)}`));
  });

export const loadRuns = (group: string | undefined): void =>
  once(`runs ${group ?? "*"}`, async () => {
    const { runs } = await api.get<{ runs: Run[] }>(`/api/runs?${groupQuery(group)}`);
    for (const run of runs) putRun(run);
  });

export const loadBackups = (group: string | undefined): void =>
  once(`backups ${group ?? "*"}`, async () => {
    const { backups } = await api.get<{ backups: Backup[] }>(`/api/backups?${groupQuery(group)}`);
    liveStore.setState((state) => ({
      backups: { ...state.backups, ...Object.fromEntries(backups.map((backup) => [backup.id, backup])) },
    }));
  });

/** Puts a run the page itself started, or fetched, into the store. A run that has ended is never put back to running. */
export function putRun(run: Run): void {
  liveStore.setState(({ runs }) => {
    const known = runs[run.id];
    if (known !== undefined && known.state !== "running" && run.state === "running") return {};
    return { runs: { ...runs, [run.id]: run } };
  });
}
