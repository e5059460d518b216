import type { InstanceId } from "@/lib/group/member";
import type { Reading } from "@/lib/info/view";
import { type Interval, midpointMs, type Offset } from "@/lib/units";

/** One look at a primary's stream: at some moment inside `at` it had come to `offset`. */
export interface OffsetSample {
  readonly at: Interval;
  readonly offset: Offset;
}

interface Track {
  owner: InstanceId;
  samples: OffsetSample[];
  /** Samples taken in since the old ones were last thinned out. */
  sinceThinned: number;
  /**
   * Bytes that came at once, whenever the stream was seen to grow between two looks `AT_ONCE_MS` apart; smoothed by
   * ratio, so that a burst among small writes hardly counts. Null: never seen.
   */
  arrivalBytes: number | null;
}

const RATE_WINDOW_MS = 5000;
/** Between two looks this close to each other there is time for hardly more than one arrival. */
const AT_ONCE_MS = 25;
const SMOOTHING = 1 / 8;
/** Looks older than a minute are kept a fiftieth of their age apart: so exactly is a lag of that age told. */
const DETAIL = 0.02;
const FULL_DETAIL_MS = 60_000;
const THIN_EVERY = 100;

/**
 * How far each history had come, and when: the looks at its primary, oldest first, never falling.
 * A promotion starts a new history that continues an old one (`changeReplicationId` and `shiftReplicationId` in
 * replication.c), so its track begins with what the old one had come to by the switch.
 */
export class OffsetTracks {
  readonly #windowMs: number;
  readonly #maxSamples: number;
  readonly #tracks = new Map<string, Track>();

  constructor(options: { windowMs: number; maxSamples: number }) {
    this.#windowMs = options.windowMs;
    this.#maxSamples = options.maxSamples;
  }

  /** Takes in a reading of `id`. Safe to call again with the same reading; only a primary's offset is kept. */
  record(id: InstanceId, reading: Reading): void {
    if (reading.state !== "reached" || reading.view.role !== "primary") return;
    const { view, at } = reading;
    let track = this.#tracks.get(view.replid);
    if (track === undefined) {
      const samples = this.#carriedOver(view.previousReplid, view.previousReplidUntil);
      const arrivalBytes = this.arrivalBytes(view.previousReplid ?? "");
      track = { owner: id, samples, sinceThinned: 0, arrivalBytes };
      this.#prune(at);
      this.#tracks.set(view.replid, track);
    }
    const last = track.samples.at(-1);
    if (last !== undefined && (at.sentMs < last.at.receivedMs || at.receivedMs <= last.at.receivedMs)) return;
    if (last !== undefined && view.offset < last.offset) track.samples = [];
    else if (last !== undefined)
      noteArrival(track, view.offset - last.offset, midpointMs(at) - midpointMs(last.at));
    track.owner = id;
    track.samples.push({ at, offset: view.offset });
    this.#trim(track.samples, at.receivedMs - this.#windowMs);
    track.sinceThinned += 1;
    if (track.sinceThinned >= THIN_EVERY) thin(track, at.receivedMs);
  }

  /** Drops what only this instance told. */
  forget(id: InstanceId): void {
    for (const [replid, track] of this.#tracks) if (track.owner === id) this.#tracks.delete(replid);
  }

  /** The looks at the history `replid`, oldest first; empty where there are none. */
  samples(replid: string): readonly OffsetSample[] {
    return this.#tracks.get(replid)?.samples ?? [];
  }

  /** How many bytes the history `replid` grows by at a time, about; null while it was not seen to. */
  arrivalBytes(replid: string): number | null {
    return this.#tracks.get(replid)?.arrivalBytes ?? null;
  }

  /** Bytes per second written to the history over its last 5 s, or between its last two looks; null with fewer than two. */
  writeBytesPerSecond(replid: string): number | null {
    const samples = this.samples(replid);
    const last = samples.at(-1);
    if (last === undefined) return null;
    const endMs = midpointMs(last.at);
    let first: OffsetSample | undefined;
    for (let i = samples.length - 2; i >= 0; i -= 1) {
      const sample = samples[i];
      if (sample === undefined || (first !== undefined && midpointMs(sample.at) < endMs - RATE_WINDOW_MS))
        break;
      first = sample;
    }
    if (first === undefined) return null;
    const seconds = (endMs - midpointMs(first.at)) / 1000;
    return seconds > 0 ? (last.offset - first.offset) / seconds : null;
  }

  #carriedOver(previousReplid: string | null, until: Offset | null): OffsetSample[] {
    if (previousReplid === null || until === null) return [];
    return this.samples(previousReplid).filter((sample) => sample.offset < until);
  }

  /** A history nobody has spoken of for a whole window can tell no lag any more. */
  #prune(now: Interval): void {
    for (const [replid, track] of this.#tracks) {
      const last = track.samples.at(-1);
      if (last === undefined || last.at.receivedMs < now.receivedMs - this.#windowMs)
        this.#tracks.delete(replid);
    }
  }

  /** Keeps one look from before the window, so that the window's own beginning stays bracketed. */
  #trim(samples: OffsetSample[], fromMs: number): void {
    let drop = Math.max(0, samples.length - this.#maxSamples);
    while ((samples[drop + 1]?.at.receivedMs ?? Number.POSITIVE_INFINITY) < fromMs) drop += 1;
    if (drop > 0) samples.splice(0, drop);
  }
}

function noteArrival(track: Track, bytes: number, apartMs: number): void {
  if (bytes === 0 || apartMs > AT_ONCE_MS) return;
  const before = track.arrivalBytes ?? bytes;
  track.arrivalBytes = before * (bytes / before) ** SMOOTHING;
}

/** Drops looks older than a minute whose neighbours are within a fiftieth of their age of each other. */
function thin(track: Track, nowMs: number): void {
  track.sinceThinned = 0;
  const { samples } = track;
  let keptMs = Number.NEGATIVE_INFINITY;
  track.samples = samples.filter(({ at }, i) => {
    const ageMs = nowMs - at.receivedMs;
    const nextMs = samples[i + 1]?.at.receivedMs ?? nowMs;
    if (ageMs > FULL_DETAIL_MS && nextMs - keptMs <= DETAIL * ageMs) return false;
    keptMs = at.receivedMs;
    return true;
  });
}
