import { createStore, type StoreApi } from "zustand/vanilla";
import type { Event, History, Problem } from "@/lib/contract";
import type { api } from "./api";
import { problemOf } from "./problem";

/** What the charts want of a group's history: at most `points` steps of a period, or of the newest `lengthMs`. */
export type HistoryRequest = { readonly group: string; readonly points: number } & (
  | { readonly of: "period"; readonly fromMs: number; readonly toMs: number }
  | { readonly of: "newest"; readonly lengthMs: number }
);

/** An answer with the request it belongs to, and the period that was asked for. */
export interface HistoryAnswer {
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly history: History;
  /** Of that period, newest first. */
  readonly events: readonly Event[];
}

export interface HistoryView {
  /** The newest answer: that of an earlier request until the one to `key` has come. */
  readonly answer: HistoryAnswer | null;
  /** What is wanted; null: nothing. */
  readonly key: string | null;
  readonly reading: boolean;
  /** Why the last reading failed; null: it did not. */
  readonly problem: Problem | null;
}

/** Requests that compare equal have equal keys. */
export const keyOf = (request: HistoryRequest): string =>
  request.of === "period"
    ? `${request.group} ${request.fromMs} ${request.toMs} ${request.points}`
    : `${request.group} ${request.lengthMs} ${request.points}`;

const METRICS = "lagBytes,lagSeconds,headroomSeconds,headroomBytes";
/** More events than the API gives at once would be one mark anyhow. */
const MOST_EVENTS = 1000;

/** Reads histories one request after the other: only the answer to the newest request is ever taken. */
export interface HistoryReader {
  readonly store: StoreApi<HistoryView>;
  /** Another request takes the place of the one before; the same one is not read again. */
  readonly want: (request: HistoryRequest | null) => void;
  /** Reads the same once more: after a failure, or because time has gone on. */
  readonly again: () => void;
}

/** `nowMs` is the newest moment there can be samples of. */
export function createHistoryReader(get: typeof api.get, nowMs: (group: string) => number): HistoryReader {
  const store = createStore<HistoryView>(() => ({ answer: null, key: null, reading: false, problem: null }));
  let wanted: HistoryRequest | null = null;
  let call = new AbortController();

  async function read(request: HistoryRequest): Promise<void> {
    call.abort();
    call = new AbortController();
    const { signal } = call;
    const key = keyOf(request);
    const now = nowMs(request.group);
    const { fromMs, toMs } =
      request.of === "period" ? request : { fromMs: now - request.lengthMs, toMs: now };
    const period = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
    const steps = new URLSearchParams({ metrics: METRICS, ...period, points: String(request.points) });
    const marks = new URLSearchParams({ group: request.group, ...period, limit: String(MOST_EVENTS) });
    store.setState(({ key: before, problem }) => ({
      key,
      reading: true,
      problem: key === before ? problem : null,
    }));
    try {
      const [history, { events }] = await Promise.all([
        get<History>(`/api/groups/${encodeURIComponent(request.group)}/history?${steps}`, { signal }),
        get<{ events: Event[] }>(`/api/events?${marks}`, { signal }),
      ]);
      if (signal.aborted) return;
      store.setState({ answer: { key, fromMs, toMs, history, events }, reading: false, problem: null });
    } catch (error) {
      if (!signal.aborted) store.setState({ reading: false, problem: problemOf(error) });
    }
  }

  return {
    store,
    want: (request) => {
      const before = store.getState();
      if (request === null) {
        call.abort();
        wanted = null;
        if (before.key !== null) store.setState({ answer: null, key: null, reading: false, problem: null });
        return;
      }
      if (keyOf(request) === before.key) return;
      wanted = request;
      void read(request);
    },
    again: () => {
      if (wanted !== null) void read(wanted);
    },
  };
}
