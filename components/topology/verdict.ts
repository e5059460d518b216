import type { Instance } from "@/lib/contract";
import { formatBytes, formatPercent, formatSeconds, UNKNOWN } from "@/lib/format";
import { recentRate } from "@/lib/lag/headroom";

/** What a reconnect would cost, in a word and a figure; for a primary, what its backlog holds. */
export interface Verdict {
  readonly word: string;
  readonly value: string;
  /** P: partial, F: full; null: not known, or no replica. */
  readonly letter: "P" | "F" | null;
  readonly tone: "calm" | "warn" | "crit" | "sync";
  /** 0 to 1; null: not known. */
  readonly share: number | null;
  readonly reason: string;
}

const unknown: Verdict = {
  word: "Reconnect",
  value: UNKNOWN,
  letter: null,
  tone: "calm",
  share: null,
  reason: "What a reconnect would cost is not known.",
};

/**
 * The verdict on `instance` against the backlog of its `upstream` (null: not watched). A primary's backlog holds as long as
 * its `replicas` are told to have, so that card and cards below it agree.
 */
export function verdictOf(
  instance: Instance,
  upstream: Instance | null,
  replicas: readonly Instance[],
): Verdict {
  if (instance.role === "primary")
    return backlogOf(instance, recentRate(replicas) ?? instance.writeBytesPerSecond);
  const link = instance.link;
  if (link?.state === "syncing") return copying(instance);
  const resync = instance.resync;
  if (resync === null) return unknown;
  const size = upstream?.backlog?.sizeBytes ?? null;
  const share =
    resync.headroomBytes === null || size === null || size <= 0
      ? null
      : Math.min(1, Math.max(0, resync.headroomBytes / size));
  const value =
    resync.headroomSeconds === null
      ? formatBytes(resync.headroomBytes)
      : formatSeconds(resync.headroomSeconds);
  const said = { value, share, reason: resync.reason };
  if (resync.verdict === "full")
    return { ...said, word: "Full", value: "resync", letter: "F", tone: "crit", share: 0 };
  return resync.verdict === "at-risk"
    ? { ...said, word: "At risk", letter: "P", tone: "warn" }
    : { ...said, word: "Partial", letter: "P", tone: "calm" };
}

function copying(instance: Instance): Verdict {
  const sync = instance.link?.sync ?? null;
  const left = sync?.etaSeconds ?? null;
  return {
    word: "Full",
    value: left === null ? formatPercent(sync?.progress ?? null) : `${formatSeconds(left)} left`,
    letter: "F",
    tone: "sync",
    share: sync?.progress ?? null,
    reason:
      sync?.totalBytes == null
        ? `${formatBytes(sync?.doneBytes ?? null)} received. Total unknown (diskless).`
        : `${formatBytes(sync.doneBytes)} of ${formatBytes(sync.totalBytes)} received.`,
  };
}

function backlogOf({ backlog }: Instance, rate: number | null): Verdict {
  if (backlog === null) return { ...unknown, word: "Backlog", reason: "The backlog is not known." };
  if (!backlog.active)
    return {
      ...unknown,
      word: "Backlog",
      value: "off",
      reason: "No replica has attached yet, so nothing is kept.",
    };
  return {
    word: "Backlog",
    value:
      rate === null || rate < 1 ? formatBytes(backlog.sizeBytes) : formatSeconds(backlog.sizeBytes / rate),
    letter: null,
    tone: "calm",
    share: backlog.sizeBytes <= 0 ? null : Math.min(1, backlog.historyBytes / backlog.sizeBytes),
    reason: `${formatBytes(backlog.historyBytes)} of ${formatBytes(backlog.sizeBytes)} filled.`,
  };
}
