import type { CopyOptions, RdbCopy } from "@/server/redis/rdb-stream";

type Open = (options: CopyOptions) => Promise<RdbCopy>;

/** The copies of one instance that are open here, from before they are asked for until they are closed. */
export class OwnCopies {
  readonly #open = new Set<{ from: string | null }>();
  /** How many were asked for, and not refused, since Tidemark began. */
  asked = 0;

  /** The local host of each; null: its connection is not up yet. */
  get from(): readonly (string | null)[] {
    return [...this.#open].map(({ from }) => from);
  }

  /** Opens one, and counts it while it is open. @param changed hears that the list is another one @throws CopyFault */
  async count(open: Open, options: CopyOptions, changed: () => void): Promise<RdbCopy> {
    const one: { from: string | null } = { from: null };
    const end = (): void => {
      this.#open.delete(one);
      changed();
    };
    this.#open.add(one);
    changed();
    const connected = (from: string | null): void => {
      one.from = from;
      changed();
    };
    const asked = (by: 1 | -1): void => {
      this.asked += by;
      changed();
    };
    try {
      const copy = await open({ ...options, connected, asked });
      const close = (): void => {
        copy.close();
        end();
      };
      return { ...copy, close };
    } catch (problem) {
      end();
      throw problem;
    }
  }
}
