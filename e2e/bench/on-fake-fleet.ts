import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startTidemark, type Tidemark } from "../tidemark";

const root = join(import.meta.dirname, "../..");

interface FakeFleet {
  readonly instances: number;
  readonly perGroup: number;
  /** Groups of other servers. */
  readonly beside?: readonly { readonly name: string; readonly seeds: readonly string[] }[];
}

/** Runs `measure` on a Tidemark that watches so many fake instances, in groups `group-0`, `group-1`, … of `perGroup`. */
export async function onFakeFleet<T>(
  { instances, perGroup, beside = [] }: FakeFleet,
  measure: (tidemark: Tidemark) => Promise<T>,
): Promise<T> {
  const tsx = join(root, "node_modules/.bin/tsx");
  const script = join(import.meta.dirname, "fake-fleet.ts");
  const fake = spawn(tsx, [script, String(instances), String(perGroup)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  try {
    const [line] = await once(createInterface({ input: fake.stdout }), "line");
    const ports: unknown = JSON.parse(String(line));
    if (!Array.isArray(ports)) throw new Error("the fake fleet named no ports");
    const groups = Array.from({ length: Math.ceil(instances / perGroup) }, (_, n) => ({
      name: `group-${n}`,
      seeds: [`redis://127.0.0.1:${ports[n * perGroup]}`],
    }));
    const config = join(dir, "tidemark.yaml");
    await writeFile(
      config,
      JSON.stringify({
        listen: "127.0.0.1:0",
        "data-dir": join(dir, "data"),
        groups: [...groups, ...beside],
      }),
    );
    const tidemark = await startTidemark(["serve", "--config", config]);
    try {
      return await measure(tidemark);
    } finally {
      await tidemark.stop();
    }
  } finally {
    fake.kill();
    await rm(dir, { recursive: true, force: true });
  }
}
