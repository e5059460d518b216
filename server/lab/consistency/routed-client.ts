import type { ConsistencySettings, ReadMode } from "@/lib/contract";
import { type Answer, createReadRouter, type ReadRouter, type RouterAddress } from "@/server/router";
import type { LabClient, Seen, Written } from "./client";
import type { Ground } from "./ground";

type Words = readonly string[];
type Read = (words: Words) => Promise<Answer>;

/** The experiment's client over the read router: what each mode of reading is there. */
export class RoutedClient implements LabClient {
  private readonly router: ReadRouter;
  private readonly session;
  private readonly reads: Readonly<Record<Exclude<ReadMode, "bulk-read">, Read>>;
  private readonly remembers: boolean;

  constructor({ options, replica }: Ground, settings: ConsistencySettings) {
    const { maxLagBytes, maxLagMs, modes, pollMs } = settings;
    const router = createReadRouter({ ...options, pollMs });
    this.router = router;
    this.session = router.session();
    // A session costs an INFO with each write, so that others are measured without one.
    this.remembers = modes.includes("read-your-writes");
    this.reads = {
      primary: (words) => router.read(words, { from: "primary" }),
      replica: (words) => router.read(words, { from: chosen(replica) }),
      read: (words) => router.read(words),
      "max-lag-bytes": (words) => router.read(words, { maxLagBytes }),
      "max-lag-seconds": (words) => router.read(words, { maxLagSeconds: maxLagMs / 1000 }),
      "read-your-writes": (words) => router.readYourWrites(words, this.session),
      "read-latest": (words) => router.readLatest(words),
    };
  }

  ready(): Promise<void> {
    return this.router.ready();
  }

  async write(words: Words, wait: Parameters<LabClient["write"]>[1]): Promise<Written> {
    const { reply, acknowledgedBy } = await this.router.write(words, {
      ...(this.remembers && { session: this.session }),
      ...(wait !== null && { wait }),
    });
    return { reply, wait: acknowledgedBy === null ? null : { replicas: acknowledgedBy } };
  }

  async read(mode: ReadMode, commands: readonly Words[]): Promise<readonly Seen[]> {
    const answers =
      mode === "bulk-read"
        ? await this.router.bulkRead(commands)
        : await Promise.all(commands.map(this.reads[mode]));
    return answers.map(({ reply, from }) => ({ reply, from: from.role }));
  }

  close(): Promise<void> {
    return this.router.close();
  }
}

function chosen(replica: RouterAddress | null): RouterAddress {
  if (replica === null) throw new Error("no replica was chosen");
  return replica;
}
