import type { Group, Instance } from "@/lib/contract";
import { formatBytes, formatCount, formatPercent, formatSeconds, UNKNOWN } from "@/lib/format";
import type { LagThresholds } from "@/lib/group/member";
import { type InstanceState, stateOf } from "@/lib/topology/state";
import { readerSees } from "./heartbeat";
import { sentenceOf } from "./sentence";
import { type Verdict, verdictOf } from "./verdict";

/**
 * What is said of one instance, on its card, in its row and aloud: one object, so that they never differ.
 * Flat and of plain values, so that two equal ones compare equal. Figures are ready for reading, units included.
 */
export interface Facts {
  readonly name: string;
  readonly role: Instance["role"];
  readonly detached: boolean;
  readonly state: InstanceState;
  /** The state's word with what belongs to it: `Link down 18.9 s`, `Full resync 42 %`. */
  readonly stateText: string;
  readonly bytesBehind: string;
  readonly secondsBehind: string;
  /** Half the width of the estimate: `±0.1 s`; null where the lag is not known. */
  readonly secondsError: string | null;
  /** What a reader of it sees, by the heartbeat, as a sentence; null where nothing measures it. */
  readonly readerSees: string | null;
  readonly lastAck: string;
  readonly offset: string;
  readonly writeBytesPerSecond: number | null;
  readonly verdictWord: string;
  readonly verdictValue: string;
  readonly verdictLetter: Verdict["letter"];
  readonly verdictTone: Verdict["tone"];
  /** 0 to 1: headroom of the upstream's backlog, progress of a copy, fill of the primary's own backlog. Null: unknown. */
  readonly verdictShare: number | null;
  readonly verdictReason: string;
  readonly chipText: string;
  /** Everything above in one sentence. */
  readonly sentence: string;
}

/** What `group` knows of instance `id`; null when it is not a member. `lag` decides what counts as lagging. */
export function factsOf(group: Group | null, id: string, lag: LagThresholds): Facts | null {
  const instance = group?.instances.find((each) => each.id === id);
  if (!group || !instance) return null;
  const upstream = group.instances.find((each) => each.id === instance.upstream) ?? null;
  const { state, word } = stateOf(instance, lag);
  const stateText = stateTextOf(instance, state, word);
  const replicas = instance.role === "primary" ? group.instances.filter((each) => each.upstream === id) : [];
  const verdict = verdictOf(instance, upstream, replicas);
  const copying = state === "syncing" || state === "loading" ? (instance.link?.sync?.progress ?? null) : null;
  return {
    name: instance.name,
    role: instance.role,
    detached: instance.detached,
    state,
    stateText,
    bytesBehind: instance.role === "primary" ? UNKNOWN : formatBytes(instance.lagBytes),
    secondsBehind: instance.role === "primary" ? UNKNOWN : formatSeconds(instance.lagSeconds),
    secondsError: instance.lagSecondsError === null ? null : `±${formatSeconds(instance.lagSecondsError)}`,
    readerSees: readerSees(instance.heartbeat),
    lastAck: formatSeconds(instance.link?.lastAckSeconds ?? null),
    offset: formatCount(instance.offset),
    writeBytesPerSecond: instance.writeBytesPerSecond,
    verdictWord: verdict.word,
    verdictValue: verdict.value,
    verdictLetter: verdict.letter,
    verdictTone: verdict.tone,
    verdictShare: verdict.share,
    verdictReason: verdict.reason,
    chipText: copying === null ? chipSeconds(instance.lagSeconds) : formatPercent(copying),
    sentence: sentenceOf(instance, upstream?.name ?? instance.upstream, stateText, verdict),
  };
}

function stateTextOf(instance: Instance, state: InstanceState, word: string): string {
  const link = instance.link;
  if (state === "link-down" && link?.downSeconds != null) return `${word} ${formatSeconds(link.downSeconds)}`;
  if (state === "loading") {
    const progress = link?.sync?.progress ?? instance.persistence?.loadingProgress ?? null;
    return progress === null ? word : `${word} ${formatPercent(progress)}`;
  }
  if (state !== "syncing" || link?.state !== "syncing") return word;
  if (link.sync?.progress != null) return `Full resync ${formatPercent(link.sync.progress)}`;
  return link.sync?.doneBytes == null ? "Full resync" : `Full resync ${formatBytes(link.sync.doneBytes)}`;
}

/** At most six characters, for the chip on a link: `<0.1 s`, `42 s`, `3 m`, `2 h`. */
export function chipSeconds(seconds: number | null): string {
  if (seconds === null || seconds < 59.5) return formatSeconds(seconds);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0m`;
  return minutes < 1440 ? `${Math.round(minutes / 60)}\u00a0h` : `${Math.round(minutes / 1440)}\u00a0d`;
}
