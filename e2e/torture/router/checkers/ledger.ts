import { elementOf, holds } from "../elements";
import { type EntryOf, entriesOf, type History, type Kept, type Read, type Write } from "../history";

export type Acknowledged = Write & { readonly outcome: Extract<Write["outcome"], { is: "acknowledged" }> };
export type Answered = Read & { readonly outcome: Extract<Read["outcome"], { is: "answered" }> };

export const isAnswered = (read: Read): read is Answered => read.outcome.is === "answered";
const isAcknowledged = (write: Write): write is Acknowledged => write.outcome.is === "acknowledged";

/** What became of every write, for those checkers that ask what a read should have held. */
export interface Ledger {
  /** Acknowledged, by key, in the order of their acknowledgements. */
  readonly acknowledged: ReadonlyMap<string, readonly Acknowledged[]>;
  /** Whether the list holds the element for good: at the end, when nothing befalls it any more. */
  survived(write: Write): boolean;
  /**
   * Whether whoever answered the read began without the element: it became the primary without it, after the one that
   * acknowledged it was gone. Such a write is lost by a failover. It can be there in the end nevertheless, where the old
   * primary came back and the new one was put below it.
   */
  lostBefore(write: Acknowledged, read: Answered): boolean;
}

export function ledgerOf(history: History): Ledger {
  const kept = entriesOf(history, "kept");
  const ends = new Map(kept.filter(({ why }) => why === "end").map((one) => [one.key, one]));
  const promotions = Map.groupBy(
    kept.filter(({ why }) => why === "promotion"),
    ({ key, instance }) => `${key} at ${instance}`,
  );
  const gone = Map.groupBy(
    entriesOf(history, "seen").filter(({ state }) => state === "gone"),
    ({ instance }) => instance,
  );
  const acknowledged = entriesOf(history, "write")
    .filter(isAcknowledged)
    .sort((a, b) => a.endMs - b.endMs);
  return {
    acknowledged: Map.groupBy(acknowledged, ({ key }) => key),
    survived: ({ key, client, n }) => {
      const end = ends.get(key);
      return end !== undefined && holds(end.holds, client, n);
    },
    lostBefore(write, read) {
      const { by } = write.outcome;
      if (by === read.outcome.by) return false;
      const promotion = latestBefore(promotions.get(`${read.key} at ${read.outcome.by}`) ?? [], read.endMs);
      if (promotion === null || write.endMs > promotion.atMs) return false;
      if (holds(promotion.holds, write.client, write.n)) return false;
      return (gone.get(by) ?? []).some(({ endMs, atMs }) => endMs >= write.endMs && atMs <= promotion.atMs);
    },
  };
}

function latestBefore(promotions: readonly Kept[], ms: number): Kept | null {
  return promotions.filter(({ sinceMs }) => sinceMs <= ms).reduce<Kept | null>((_, one) => one, null);
}

/** A write by its element, its acknowledgement and the one who gave it. */
export const tellWrite = ({ client, n, endMs, outcome }: Acknowledged, read: Answered): string =>
  `${elementOf(client, n)}, which ${outcome.by} had acknowledged ${Math.round(read.atMs - endMs)} ms before it was asked`;

/** The answer of a read by who gave it. */
export const tellRead = ({ client, key, mode, outcome }: Answered): string =>
  `client ${client}'s ${mode} of ${key} at ${outcome.by} (${outcome.role})`;

/** Times at which an instance was seen to be another than before, or to have another history: from the last look to the first. */
export function changesIn(history: History): { readonly fromMs: number; readonly toMs: number }[] {
  const last = new Map<string, EntryOf<"seen">>();
  const changes: { fromMs: number; toMs: number }[] = [];
  for (const seen of entriesOf(history, "seen")) {
    const before = last.get(seen.instance);
    last.set(seen.instance, seen);
    if (before !== undefined && (before.state !== seen.state || before.replid !== seen.replid))
      changes.push({ fromMs: before.atMs, toMs: seen.endMs });
  }
  return changes;
}
