import { expect, test } from "vitest";
import { MIB, settingsOf } from "./sync.fixture";
import { type SyncRequest, syncChecks, syncNeeds, syncRefusal } from "./sync-refusal";

const roomy = { memoryBytes: 8_192 * MIB, diskBytes: 8_192 * MIB };
const fine: SyncRequest = { settings: settingsOf(), place: "throwaway", room: roomy };

const fires: Record<(typeof syncChecks)[number]["id"], readonly [SyncRequest, string]> = {
  place: [
    { ...fine, place: "group" },
    "Resyncs are measured on throw-away servers alone: a full resync of a real replica takes its data away while it loads. Fill the settings in from the group's figures instead.",
  ],
  time: [
    { ...fine, settings: settingsOf({ bytesPerSecond: [1_000] }) },
    "It would take about 1 d 23 h, and an experiment may take 4 h 00 m: choose smaller sizes, faster links, or fewer of them.",
  ],
  memory: [
    { ...fine, room: { ...roomy, memoryBytes: 190 * MIB } },
    "The primary and its replica would take about 194 MiB of memory, and 190 MiB may be taken here, half of what is free: choose less than 64.0 MiB of data.",
  ],
  disk: [
    { ...fine, room: { ...roomy, diskBytes: 50 * MIB } },
    "The copies would take about 82.0 MiB of disk, and 50.0 MiB is free here: choose less than 64.0 MiB of data.",
  ],
};

test.each(syncChecks)("$id fires where it should, and not where nothing is wrong", ({ id, refusal }) => {
  const [request, words] = fires[id];
  expect(refusal(request)?.replaceAll("\u00a0", " ")).toBe(words);
  expect(syncRefusal(request)).toBe(refusal(request));
  expect(refusal(fine)).toBeNull();
});

test("what the machine does not say is held against nobody", () => {
  expect(syncRefusal({ ...fine, room: { memoryBytes: null, diskBytes: null } })).toBeNull();
});

test("the largest size counts, twice in memory, and with a file twice on disk", () => {
  const one = syncNeeds(settingsOf({ dataBytes: [64 * MIB], backlogBytes: MIB }));
  const more = syncNeeds(settingsOf({ dataBytes: [MIB, 64 * MIB, 2 * MIB], backlogBytes: MIB }));
  expect(more).toEqual(one);
  expect(one.memoryBytes).toBeGreaterThan(2 * 64 * MIB);
  const file = syncNeeds(settingsOf({ dataBytes: [64 * MIB], backlogBytes: MIB, diskless: false }));
  expect(file.diskBytes - one.diskBytes).toBe(64 * MIB * 1.25);
});
