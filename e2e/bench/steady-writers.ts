import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { ask } from "@/server/testing/ask";

interface Place {
  readonly host: string;
  readonly port: number;
}

const nobody = { username: null, password: null };
const REPLY_MS = 30_000;
const KEY = "acknowledged";
/** How often what is due is sent. */
const TICK_MS = 2;
/** Every server has refused a write by then: a moment passes before they are asked again. */
const BREATH_MS = 1;

/** Clients that write at a steady rate, whatever the answers, and go to the next server at once when one refuses. */
export interface SteadyWriters {
  readonly acknowledged: () => number;
  /** What is written from now on is counted under this label. */
  label(text: string): void;
  /** The longest time without any acknowledged write between two moments of `performance.now()`. Milliseconds. */
  longestGapMs(fromMs: number, toMs: number): number;
  /**
   * The time between the last write that one server acknowledged and the first that another did, from a moment on.
   * NaN: no other did. Milliseconds.
   */
  swapGapMs(fromMs: number): number;
  /** Stops them and resolves once none has a write on its way. */
  stop(): Promise<void>;
  /** By label, how many writes were acknowledged and how many of these are not on `server`. */
  lossOn(
    server: Place,
  ): Promise<ReadonlyMap<string, { readonly acknowledged: number; readonly lost: number }>>;
}

/** @param perSecond writes of all `count` clients together */
export async function startSteadyWriters(
  servers: readonly Place[],
  count: number,
  perSecond: number,
): Promise<SteadyWriters> {
  const clients = await Promise.all(Array.from({ length: count }, () => Promise.all(servers.map(open))));
  // By the number of the write: few large objects, so that collecting garbage makes no gap of its own.
  const acked: (string | undefined)[] = [];
  const ackedAtMs: number[] = [];
  const ackedBy: number[] = [];
  const going = new Set<Promise<void>>();
  let [at, sent, labelled, stopped] = [0, 0, "", false];

  async function write(connections: readonly Connection[], id: number): Promise<void> {
    const label = labelled;
    for (let refusals = 1; ; refusals += 1) {
      const where = at;
      const exchange = await connections[where]?.send(["SADD", KEY, String(id)], REPLY_MS);
      if (exchange?.state === "replied") {
        acked[id] = label;
        ackedAtMs.push(performance.now());
        ackedBy.push(where);
        return;
      }
      if (exchange?.state !== "refused" || stopped) return;
      if (at === where) at = (where + 1) % servers.length;
      if (refusals % servers.length === 0) await pause(BREATH_MS);
    }
  }

  const beganMs = performance.now();
  const timer = setInterval(() => {
    for (const due = ((performance.now() - beganMs) / 1000) * perSecond; sent < due; sent += 1) {
      const connections = clients[sent % count] ?? [];
      const one = write(connections, sent).finally(() => going.delete(one));
      going.add(one);
    }
  }, TICK_MS);

  return {
    acknowledged: () => ackedAtMs.length,
    label: (text) => {
      labelled = text;
    },
    longestGapMs(fromMs, toMs) {
      const first = ackedAtMs.findLastIndex((ms) => ms < fromMs) + 1;
      let [before, longest] = [fromMs, 0];
      for (const ms of ackedAtMs.slice(first)) {
        if (ms > toMs) break;
        longest = Math.max(longest, ms - before);
        before = ms;
      }
      return Math.max(longest, toMs - before);
    },
    swapGapMs(fromMs) {
      const first = ackedAtMs.findLastIndex((ms) => ms < fromMs);
      const swapped = ackedBy.findIndex((by, index) => index > first && by !== ackedBy[first]);
      return (ackedAtMs[swapped] ?? Number.NaN) - (ackedAtMs[swapped - 1] ?? Number.NaN);
    },
    async stop() {
      clearInterval(timer);
      stopped = true;
      await Promise.all(going);
      for (const connection of clients.flat()) connection.close();
    },
    async lossOn(server) {
      const there = await membersOf(server);
      const losses = new Map<string, { acknowledged: number; lost: number }>();
      for (const [id, label] of acked.entries()) {
        if (label === undefined) continue;
        const so = losses.get(label) ?? { acknowledged: 0, lost: 0 };
        so.acknowledged += 1;
        if (!there.has(String(id))) so.lost += 1;
        losses.set(label, so);
      }
      return losses;
    },
  };
}

async function open({ host, port }: Place): Promise<Connection> {
  const opened = await Connection.open(
    { endpoint: { host, port }, networks: usualNetworks, tls: null },
    nobody,
    2000,
  );
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

async function membersOf(server: Place): Promise<ReadonlySet<string>> {
  const members = new Set<string>();
  let cursor = "0";
  do {
    const page = await ask(server, [["SSCAN", KEY, cursor, "COUNT", "10000"]]);
    const [next, some] = Array.isArray(page) ? page : [];
    for (const id of Array.isArray(some) ? some : []) members.add(String(id));
    cursor = String(next ?? "0");
  } while (cursor !== "0");
  return members;
}
