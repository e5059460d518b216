import { expect, test } from "vitest";
import type { ReadMode } from "@/lib/contract";
import type { LabClient, Seen, Written } from "./client";

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** A primary with one replica, in memory. The replica has each write `delayMs` after it was carried out. */
export class FakeClient implements LabClient {
  delayMs = 0;
  answerMs = 1;
  /** What every read shows instead of what was written; null: nothing. */
  foreign: string | null = null;
  /** Modes whose reads are never answered, or refused with a code. */
  readonly faults = new Map<ReadMode | "write", "hangs" | { readonly code: string }>();
  readonly asked: {
    readonly mode: ReadMode | "write";
    readonly atMs: number;
    readonly words: readonly string[];
  }[] = [];
  private readonly carriedOut: {
    readonly atMs: number;
    readonly key: string;
    readonly value: string | null;
  }[] = [];
  private closed = false;

  async ready(): Promise<void> {}

  async write(words: readonly string[], wait: Parameters<LabClient["write"]>[1]): Promise<Written> {
    await this.call("write", words);
    const [name, ...args] = words;
    if (name === "UNLINK") {
      const there = args.filter((key) => this.value(key, performance.now()) !== null);
      for (const key of args) this.carriedOut.push({ atMs: performance.now(), key, value: null });
      return { reply: there.length, wait: null };
    }
    const [key, value] = args;
    if (name !== "SET" || key === undefined || value === undefined) throw new Refusal("refused");
    this.carriedOut.push({ atMs: performance.now(), key, value });
    if (wait === null) return { reply: "OK", wait: null };
    const ms = Math.min(this.delayMs, wait.timeoutMs);
    await delay(ms);
    return { reply: "OK", wait: { replicas: this.delayMs <= wait.timeoutMs ? 1 : 0 } };
  }

  async read(mode: ReadMode, commands: readonly (readonly string[])[]): Promise<readonly Seen[]> {
    await this.call(mode, commands[0] ?? []);
    const from = mode === "replica" ? "replica" : "primary";
    const asOfMs = performance.now() - (from === "replica" ? this.delayMs : 0);
    return commands.map(([name, key]) => {
      if (name !== "GET" || key === undefined) throw new Refusal("refused");
      return { reply: this.foreign ?? this.value(key, asOfMs), from };
    });
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** The keys that are there. */
  keys(): string[] {
    const all = new Set(this.carriedOut.map(({ key }) => key));
    return [...all].filter((key) => this.value(key, performance.now()) !== null);
  }

  private async call(mode: ReadMode | "write", words: readonly string[]): Promise<void> {
    this.asked.push({ mode, atMs: performance.now(), words });
    const fault = this.faults.get(mode);
    if (fault === "hangs") await new Promise(() => {});
    await delay(this.answerMs);
    if (this.closed) throw new Refusal("refused");
    if (typeof fault === "object") throw new Refusal(fault.code);
  }

  private value(key: string, asOfMs: number): string | null {
    return this.carriedOut.findLast((write) => write.key === key && write.atMs <= asOfMs)?.value ?? null;
  }
}

/** What this experiment relies on, of whichever client. `make` starts one that has so many replicas, one or more. */
export function clientSuite(
  replicas: number,
  make: () => Promise<{ readonly client: LabClient; readonly prefix: string }>,
): void {
  const all = { replicas, timeoutMs: 5_000 };
  test.each<ReadMode>(["primary", "read-your-writes", "read-latest"])(
    "%s shows a write as soon as it is acknowledged",
    async (mode) => {
      const { client, prefix } = await make();
      for (let n = 1; n <= 20; n += 1) {
        await client.write(["SET", `${prefix}a`, String(n)], null);
        const [seen] = await client.read(mode, [["GET", `${prefix}a`]]);
        expect(seen?.reply).toBe(String(n));
      }
    },
  );

  test("a chosen replica answers itself, and so does the primary", async () => {
    const { client, prefix } = await make();
    const get = [["GET", `${prefix}a`]];
    expect(await client.read("replica", get)).toMatchObject([{ from: "replica" }]);
    expect(await client.read("primary", get)).toMatchObject([{ from: "primary" }]);
  });

  test("what all replicas have acknowledged can be read there", async () => {
    const { client, prefix } = await make();
    const written = await client.write(["SET", `${prefix}a`, "1"], all);
    expect(written).toMatchObject({ reply: "OK", wait: { replicas } });
    expect(await client.read("replica", [["GET", `${prefix}a`]])).toEqual([{ reply: "1", from: "replica" }]);
  });

  test("many commands have their answers in order, and a key that is not there has none", async () => {
    const { client, prefix } = await make();
    await client.write(["SET", `${prefix}a`, "1"], null);
    await client.write(["SET", `${prefix}b`, "2"], all);
    const keys = ["b", "a", "none", "b"].map((key) => ["GET", prefix + key]);
    const seen = await client.read("bulk-read", keys);
    expect(seen.map(({ reply }) => reply)).toEqual(["2", "1", null, "2"]);
  });

  test("what was removed is counted and gone", async () => {
    const { client, prefix } = await make();
    await client.write(["SET", `${prefix}a`, "1"], null);
    expect(await client.write(["UNLINK", `${prefix}a`, `${prefix}none`], null)).toMatchObject({ reply: 1 });
    expect(await client.read("primary", [["GET", `${prefix}a`]])).toMatchObject([{ reply: null }]);
  });

  test("what is refused rejects with a code, and after the end everything does", async () => {
    const { client, prefix } = await make();
    await expect(client.write(["SET", `${prefix}a`], null)).rejects.toMatchObject({ code: "refused" });
    await client.close();
    await expect(client.write(["SET", `${prefix}a`, "1"], null)).rejects.toThrow();
    await expect(client.read("primary", [["GET", `${prefix}a`]])).rejects.toThrow();
  });
}
