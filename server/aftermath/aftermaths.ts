import type { Logger } from "pino";
import { isQuiet, lookAgain, quietWords, type Watched } from "@/lib/aftermath/quiet";
import type { Aftermath, EventDraft, Finding, Group } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import type { InstanceId } from "@/lib/group/member";
import { listClients, type Writing } from "@/server/clients/read";
import type { Fleet, Store } from "@/server/ports";
import { FORGET_MS, type Remembered, remembered } from "./remembered";

/** What promotions have left behind. */
export interface Aftermaths {
  /** Of the last promotion of a group; null: none was seen, or it was long ago. */
  of(group: string): Promise<Aftermath | null>;
  close(): void;
}

export interface AftermathDeps {
  readonly fleet: Fleet;
  readonly store: Pick<Store, "runs" | "plans" | "events">;
  readonly record: (drafts: readonly EventDraft[]) => void;
  readonly log: Pick<Logger, "warn">;
  readonly now: () => number;
  /** How often a demoted instance is looked at, while it must be. Milliseconds. */
  readonly everyMs?: number;
}

const EVERY_MS = 2000;
/** Of very many clients a list takes the server a while: it is asked for less often. */
const MANY_CLIENTS = 1000;
const MANY_TIMES = 5;
const REFUSED_TIMES = 30;

interface Kept extends Remembered {
  watched: Watched | null;
  writing: Writing;
  looking: boolean;
  skip: number;
}

/**
 * Looks after what a change of the primary leaves behind: clients that stay where it was, until they are quiet, and an old
 * primary that comes back with data of its own. The server looks, however many pages are open, and only while it must.
 */
export async function createAftermaths(deps: AftermathDeps): Promise<Aftermaths> {
  const { fleet, store, log, now, everyMs = EVERY_MS } = deps;
  const kept = new Map<string, Kept>();
  const primaries = new Map<string, InstanceId>();
  for (const one of await remembered(store, now())) {
    kept.set(one.group, { ...one, watched: null, writing: new Map(), looking: false, skip: 0 });
    if (fleet.group(one.group) !== null) fleet.setReplaced(one.group, one.demoted, one.promoted, one.sinceMs);
  }

  function primaryOf(group: Group): void {
    if (group.primary === null) return;
    const before = primaries.get(group.id) ?? kept.get(group.id)?.promoted ?? null;
    primaries.set(group.id, group.primary);
    if (before === null || before === group.primary) return;
    if (!group.instances.some(({ id }) => id === before)) return void kept.delete(group.id);
    kept.set(group.id, {
      group: group.id,
      run: group.run,
      promoted: group.primary,
      demoted: before,
      sinceMs: now(),
      returned: null,
      quiet: null,
      watched: null,
      writing: new Map(),
      looking: false,
      skip: 0,
    });
  }

  function cameBack(group: Group, finding: Finding): void {
    const one = kept.get(group.id);
    if (one === undefined || one.demoted !== finding.instance || one.returned !== null) return;
    const own = finding.evidence.ownBytes;
    const ownBytes = typeof own === "number" ? own : null;
    const name = nameIn(group, finding.instance);
    const at = new Date(now()).toISOString();
    const title = `${name} came back ${withWhat(ownBytes, finding.evidence.keys ?? null)}`;
    one.returned = { at, ownBytes, text: title };
    deps.record([
      {
        at,
        type: "old-primary-returned",
        group: group.id,
        instance: finding.instance,
        severity: "critical",
        title,
        detail: finding.detail,
        run: one.run,
      },
    ]);
  }

  async function look(one: Kept): Promise<void> {
    const group = fleet.group(one.group);
    const demoted = group?.instances.find(({ id }) => id === one.demoted) ?? null;
    if (group === null || demoted === null || !demoted.reachable || demoted.role !== "replica") {
      if (one.watched !== null) one.watched = { ...one.watched, latest: null };
      return;
    }
    const list = await listClients(fleet, one.demoted, now(), {
      writing: one.writing,
      most: Number.POSITIVE_INFINITY,
    });
    // It may not be asked: each refusal would be a line in the server's ACL LOG.
    if (list === null) one.skip = REFUSED_TIMES;
    if (list === null || one.quiet !== null || kept.get(one.group) !== one) return;
    one.watched = lookAgain(one.watched, list, now());
    one.skip = list.total > MANY_CLIENTS ? MANY_TIMES : 0;
    if (!isQuiet(one.watched)) return;
    const { title, detail } = quietWords(one.watched);
    const at = new Date(now()).toISOString();
    one.quiet = { at, text: [`${demoted.name} is quiet: ${title}.`, detail].join(" ").trim() };
    deps.record([
      {
        at,
        type: "stragglers-quiet",
        group: one.group,
        instance: one.demoted,
        severity: "info",
        title: `${demoted.name} is quiet: ${title}`,
        detail,
        run: one.run,
      },
    ]);
  }

  const timer = setInterval(() => {
    for (const one of kept.values()) {
      if (now() - one.sinceMs > FORGET_MS) kept.delete(one.group);
      if (one.quiet !== null || one.looking) continue;
      if (one.skip > 0) {
        one.skip -= 1;
        continue;
      }
      one.looking = true;
      look(one)
        .catch((error: unknown) => log.warn({ err: error, group: one.group }, "a look at stragglers failed"))
        .finally(() => {
          one.looking = false;
        });
    }
  }, everyMs);
  timer.unref();
  for (const group of fleet.groups()) primaryOf(group);
  const stop = fleet.listen({
    changed: primaryOf,
    gone: (id) => {
      kept.delete(id);
      primaries.delete(id);
    },
    findings: (group, opened) => {
      for (const finding of opened) if (finding.code === "returned-primary") cameBack(group, finding);
    },
  });
  return {
    async of(group) {
      const one = kept.get(group);
      if (one === undefined) return null;
      const run = one.run === null ? null : await store.runs.get(one.run);
      const finding = fleet
        .group(group)
        ?.findings.find(({ code, instance }) => code === "returned-primary" && instance === one.demoted);
      return {
        group,
        run: one.run,
        promoted: one.promoted,
        demoted: one.demoted,
        since: new Date(one.sinceMs).toISOString(),
        loss: run?.loss ?? null,
        returned: one.returned === null ? null : { ...one.returned, now: finding?.detail ?? null },
        stragglers: one.watched?.latest ?? null,
        quiet: one.quiet,
      };
    },
    close() {
      clearInterval(timer);
      stop();
    },
  };
}

const nameIn = (group: Group, id: InstanceId | null): string =>
  group.instances.find((instance) => instance.id === id)?.name ?? id ?? "";

function withWhat(ownBytes: number | null, keys: Finding["evidence"][string]): string {
  if (ownBytes === 0) return "with nothing of its own";
  if (ownBytes !== null) return `with ${formatBytes(ownBytes)} that nobody else has`;
  return keys === 0 ? "empty" : "with data of a history of its own";
}
