import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type SmallDisk, smallDisk } from "@/server/testing/small-disk";
import { createStore } from "./index";
import { runAt } from "./objects.fixture";

let disk: SmallDisk;
beforeEach(() => {
  disk = smallDisk(2);
});
afterEach(() => disk?.close());

const open = (name: string) =>
  createStore(join(disk.dir, name), { tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }], pollIntervalMs: 1_000 });

test("A start on a full disk is refused in words, and leaves nothing that a later one takes for damage", async () => {
  const used = await open("used");
  await used.runs.insert(runAt("r"), null);
  await used.close();
  disk.fill();
  for (const name of ["used", "new"])
    await expect(open(name)).rejects.toMatchObject({
      code: "store-failing",
      detail: expect.stringMatching(/^The disk that holds the store is full|cannot be used \(ENOSPC\)/),
    });
  disk.free();
  for (const [name, runs] of [
    ["used", 1],
    ["new", 0],
  ] as const) {
    const store = await open(name);
    expect([name, store.trouble(), store.damaged]).toEqual([name, null, false]);
    expect(await store.runs.list({ limit: 9 })).toHaveLength(runs);
    await store.close();
  }
});
