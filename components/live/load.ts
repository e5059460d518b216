import type { Run } from "@/lib/contract";
import { api } from "./api";
import { applyEvents } from "./picture";
import { once } from "./resources";
import { liveStore, onHead } from "./state";

/** The schemas are no part of a page's first load: they come with the first call. */
const schemas = () => import("./schemas");

const groupQuery = (group: string | undefined): string => (group === undefined ? "" : `group=${group}`);

/** The server's own account of itself; asked for on every connect. Without an answer the last one stands. */
export async function loadHealth(): Promise<void> {
  const { Health } = await schemas();
  const health = await api.get("/api/health", Health).catch(() => null);
  if (health !== null) liveStore.setState({ health });
}

export const loadEvents = (group: string | undefined): void =>
  once(`events ${group ?? "*"}`, async () => {
    const { Events } = await schemas();
    const { events } = await api.get(`/api/events?limit=200&${groupQuery(group)}`, Events);
    liveStore.setState(onHead((head) => applyEvents(head, events)));
  });

export const loadRun = (id: string): void =>
  once(`run ${id}`, async () => {
    const { Run } = await schemas();
    putRun(await api.get(`/api/runs/${encodeURIComponent(id)}`, Run));
  });

export const loadRuns = (group: string | undefined): void =>
  once(`runs ${group ?? "*"}`, async () => {
    const { Runs } = await schemas();
    const { runs } = await api.get(`/api/runs?${groupQuery(group)}`, Runs);
    for (const run of runs) putRun(run);
  });

export const loadBackups = (group: string | undefined): void =>
  once(`backups ${group ?? "*"}`, async () => {
    const { Backups } = await schemas();
    const { backups } = await api.get(`/api/backups?${groupQuery(group)}`, Backups);
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
