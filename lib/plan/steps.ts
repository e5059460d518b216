import type { Instance, PlanStep } from "@/lib/contract";
import { replicaofCommand } from "@/lib/info/address";
import type { Address } from "@/lib/info/view";
import { configFileOf, listNames, type PlanContext } from "./context";
import { canBeTold, type Move, type Priority } from "./scene";

/** A step before it is numbered. */
export type StepDraft = Omit<PlanStep, "n" | "sentinel"> & Partial<Pick<PlanStep, "sentinel">>;

/** Numbers the steps from 1. */
export const numbered = (drafts: readonly StepDraft[]): PlanStep[] =>
  drafts.map((draft, index) => ({ n: index + 1, sentinel: null, ...draft }));

const addressWords = (address: Address): [string, string] => [address.host, String(address.port)];

/** Redis looks every 100 ms whether the time is up, so no shorter one would be kept. */
const tryMs = 100;

/**
 * FAILOVER at `primary`: it pauses writes, waits for the target, hands over. One that is sent shortly before the
 * target's ACK needs some 10 ms; one that misses it is given up after 100 ms and repeated at a later ACK.
 * Source: replication.c, failoverCommand.
 */
export const failover = (
  primary: Instance,
  target: Instance,
  words: Address,
  timeoutSeconds: number,
): StepDraft => ({
  kind: "failover",
  instance: primary.id,
  command: [
    "FAILOVER",
    "TO",
    ...addressWords(words),
    "TIMEOUT",
    String(Math.min(tryMs, timeoutMs(timeoutSeconds))),
  ],
  text: `${primary.name} pauses writes, waits until ${target.name} has them all, and hands over. A miss is tried again; the last try has as TIMEOUT what is left of ${timeoutMs(timeoutSeconds)} ms.`,
  proof: "roles swapped",
  peer: target.id,
});

/** REPLICAOF for a planned link; nothing where its words are not known. */
export function replicaof({ replica, upstream, words }: Move): StepDraft[] {
  const command = words === null ? null : replicaofCommand(words);
  if (command === null) return [];
  return [
    {
      kind: "replicaof",
      instance: replica.id,
      command,
      text: `${replica.name} follows ${upstream.name}.`,
      proof: "link up",
      peer: upstream.id,
    },
  ];
}

export const replicaofNoOne = (target: Instance): StepDraft => ({
  kind: "replicaof-no-one",
  instance: target.id,
  command: ["REPLICAOF", "NO", "ONE"],
  text: `${target.name} becomes a primary and accepts writes.`,
  proof: "role primary",
  peer: null,
});

/** CONFIG REWRITE wherever there is a file to keep the new role in. */
export const persist = (context: PlanContext, changed: readonly Instance[]): StepDraft[] =>
  changed
    .filter((instance) => canBeTold(context, instance))
    .filter((instance) => !["none", null].includes(configFileOf(context, instance.id)))
    .map((instance) => ({
      kind: "persist",
      instance: instance.id,
      command: ["CONFIG", "REWRITE"],
      text: `${instance.name} keeps its new role in its config file.`,
      proof: "OK",
      peer: null,
    }));

/** CONFIG SET replica-priority: 0 means never, for Sentinel too. Source: sentinel.c, sentinelSelectSlave. */
export const setPriority = ({ instance, to }: Priority): StepDraft => ({
  kind: "set-priority",
  instance: instance.id,
  command: ["CONFIG", "SET", "replica-priority", String(to)],
  text:
    to === 0
      ? `${instance.name} is kept out of later promotions.`
      : `${instance.name} may be promoted again, with its priority of ${to}.`,
  proof: "OK",
  peer: null,
});

/** The end state, read from every instance involved. */
export const verify = (target: Instance, text: string, peer: Instance | null = null): StepDraft => ({
  kind: "verify",
  instance: target.id,
  command: null,
  text,
  proof: "verify",
  peer: peer?.id ?? null,
});

const set = (
  kind: StepDraft["kind"],
  instance: Instance,
  setting: string,
  value: string,
  text: string,
): StepDraft => ({
  kind,
  instance: instance.id,
  command: ["CONFIG", "SET", setting, value],
  text,
  proof: "OK",
  peer: null,
});

const pingPeriod = "repl-ping-replica-period";

/** One PING after the promotion would cost full resyncs: it is a byte the new primary never had. */
export const holdPings = (primary: Instance): StepDraft =>
  set("hold-pings", primary, pingPeriod, "3600", `${primary.name} sends no PING that would move its offset.`);

export const restorePings = (primary: Instance, seconds: string): StepDraft =>
  set("restore-pings", primary, pingPeriod, seconds, `${primary.name} has its PING period back.`);

/** CLIENT PAUSE … WRITE, from 6.2 on. It ends by itself after the timeout, whatever becomes of us. */
export const pauseWrites = (primary: Instance, timeoutSeconds: number): StepDraft => ({
  kind: "pause-writes",
  instance: primary.id,
  command: ["CLIENT", "PAUSE", String(timeoutMs(timeoutSeconds)), "WRITE"],
  text: `${primary.name} holds writes back for at most ${timeoutSeconds} s.`,
  proof: "OK",
  peer: null,
});

export const resumeWrites = (primary: Instance): StepDraft => ({
  kind: "resume-writes",
  instance: primary.id,
  command: ["CLIENT", "UNPAUSE"],
  text: `${primary.name} lets go of the writes it held: it is a replica now and refuses them.`,
  proof: "OK",
  peer: null,
});

const fence = "min-replicas-to-write";

/** Before 6.2: no server has a million replicas, so every write is refused. */
export const fenceWrites = (primary: Instance): StepDraft =>
  set("fence-writes", primary, fence, "1000000", `${primary.name} refuses writes.`);

export const unfenceWrites = (primary: Instance, count: string): StepDraft =>
  set("unfence-writes", primary, fence, count, `${primary.name} has its own setting back.`);

export const awaitOffset = (primary: Instance, target: Instance): StepDraft => ({
  kind: "await-offset",
  instance: target.id,
  command: null,
  text: `${target.name} applies all that ${primary.name} had.`,
  proof: "offsets equal",
  peer: primary.id,
});

const stopWrites = "stop-writes-on-bgsave-error";

/** A failed save must not kill the replica at its next write. Source: server.c, writeCommandsDeniedByDiskError. */
export const guardSave = (source: Instance): StepDraft =>
  set("guard-save", source, stopWrites, "no", `A failed save cannot stop ${source.name}.`);

export const unguardSave = (source: Instance): StepDraft =>
  set(
    "unguard-save",
    source,
    stopWrites,
    "yes",
    `The save ended well, so ${source.name} has its own setting back.`,
  );

export const bgsave = (source: Instance): StepDraft => ({
  kind: "bgsave",
  instance: source.id,
  command: ["BGSAVE"],
  text: `${source.name} saves its data set to disk.`,
  proof: "this save ended well",
  peer: null,
});

/** No words of its own on the operator's connection: who asks is a connection that says PSYNC, and nothing after it. */
export const receiveRdb = (source: Instance): StepDraft => ({
  kind: "receive-rdb",
  instance: source.id,
  command: null,
  text: `${source.name} sends its data set, as to a replica (REPLCONF rdb-only 1, PSYNC ? -1); it is proven as it comes, and kept.`,
  proof: "every byte walked and summed",
  peer: null,
});

/** The sentence of a verify step after roles or links changed. */
export const proofOf = (primary: Instance, replicas: readonly Instance[]): string =>
  replicas.length === 0
    ? `${primary.name} is a primary and takes writes.`
    : `${primary.name} is the only primary, ${listNames(replicas)} ${replicas.length === 1 ? "follows" : "follow"} it, offsets advance.`;

const timeoutMs = (seconds: number): number => Math.round(seconds * 1000);
