import type { Logger } from "pino";
import type { Backup, EventDraft } from "@/lib/contract";
import type { Store } from "@/server/ports";
import type { BackupTarget } from "../targets/target";
import { type Reread, reread } from "./reread";

export interface RechecksDeps {
  readonly store: Pick<Store, "backups">;
  readonly folder: BackupTarget;
  readonly now: () => number;
  readonly told: (backup: Backup) => void;
  readonly record: (drafts: readonly EventDraft[]) => void;
  readonly log: Logger;
  readonly bytesPerSecond: number;
}

/** What a round of reading again came to. */
export interface Round {
  readonly read: number;
  readonly damaged: number;
  readonly unread: number;
}

/** Whether Tidemark has, or should have, a file of it that was once proven. */
export const isKept = ({ state, sha256 }: Backup): boolean =>
  (state === "verified" || state === "damaged") && sha256 !== null;

/** Reads kept files again, one at a time, and keeps what that says of each in its row. It asks no server and holds no group. */
export class Rechecks {
  readonly #stop = new AbortController();
  readonly #asked = new Map<string, Promise<Reread | null>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: RechecksDeps) {}

  /** Reads one again, after those that were asked for before it. Null: it is gone, or Tidemark stops. */
  one(backup: Backup): Promise<Reread | null> {
    const asked = this.#asked.get(backup.id);
    if (asked !== undefined) return asked;
    const work = this.#last
      .then(() => this.#read(backup.id))
      .catch((problem: unknown) => {
        if (!this.#stop.signal.aborted)
          this.deps.log.error({ err: problem, backup: backup.id }, "a backup could not be read again");
        return null;
      })
      .finally(() => this.#asked.delete(backup.id));
    this.#asked.set(backup.id, work);
    this.#last = work;
    return work;
  }

  /**
   * Reads all verified ones of a group again, those first that were not read for longest.
   * @param sinceMs one that was read again since then has had its turn
   * @returns null where it was stopped
   */
  async all(group: string, sinceMs: number, signal: AbortSignal): Promise<Round | null> {
    const round = { read: 0, damaged: 0, unread: 0 };
    const nowMs = this.deps.now();
    // A time that is still to come was written by a clock that was set wrong: it says nothing.
    const readMs = ({ rechecked }: Backup): number => {
      const atMs = rechecked === null ? 0 : Date.parse(rechecked.at);
      return atMs > nowMs ? 0 : atMs;
    };
    const verified = (await this.deps.store.backups.inOrder(group))
      .filter((one) => one.state === "verified" && isKept(one) && readMs(one) < sinceMs)
      .sort((a, b) => readMs(a) - readMs(b));
    for (const backup of verified) {
      if (signal.aborted) return null;
      const said = await this.one(backup);
      if (signal.aborted) return null;
      if (said === null) continue;
      round.read += Number(said.state !== "unread");
      round.damaged += Number(said.state === "damaged");
      round.unread += Number(said.state === "unread");
    }
    return round;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  async #read(id: string): Promise<Reread | null> {
    const { store, folder, bytesPerSecond } = this.deps;
    const backup = await store.backups.get(id);
    if (backup === null || !isKept(backup) || this.#stop.signal.aborted) return null;
    const said = await reread(folder, backup, { signal: this.#stop.signal, bytesPerSecond });
    if (said.state === "unread") this.#say(backup, "recheck-failed", "could not be read again", said.text);
    else await this.#keep(backup, said);
    return said;
  }

  async #keep(backup: Backup, said: Exclude<Reread, { state: "unread" }>): Promise<void> {
    const ok = said.state === "same";
    const rechecked = { at: new Date(this.deps.now()).toISOString(), ok, text: said.text };
    const now = await this.deps.store.backups.amend(backup.id, (row) =>
      isKept(row)
        ? { ...row, rechecked, state: ok ? "verified" : "damaged", error: ok ? null : said.text }
        : row,
    );
    // Deleted while it was read.
    if (now === null) return;
    this.deps.told(now);
    if (!ok && backup.state === "verified") this.#say(backup, "backup-damaged", "is damaged", said.text);
  }

  #say(backup: Backup, type: "backup-damaged" | "recheck-failed", what: string, detail: string): void {
    this.deps.record([damageEvent(backup, { type, what, detail, nowMs: this.deps.now() })]);
  }
}

export const damageEvent = (
  backup: Backup,
  {
    type,
    what,
    detail,
    nowMs,
  }: { type: "backup-damaged" | "recheck-failed"; what: string; detail: string; nowMs: number },
): EventDraft => ({
  at: new Date(nowMs).toISOString(),
  type,
  group: backup.group,
  instance: backup.instance,
  severity: type === "backup-damaged" ? "critical" : "warning",
  title: `The backup of ${backup.group} from ${backup.startedAt.slice(0, 16).replace("T", " ")} UTC ${what}`,
  detail,
  run: backup.run,
});
