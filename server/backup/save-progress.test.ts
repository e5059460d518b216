import { expect, test } from "vitest";
import type { PersistenceView } from "@/lib/info/view";
import { saveProgress } from "./save-progress";

const saving: PersistenceView = {
  loading: false,
  asyncLoading: null,
  loadingProgress: null,
  loadingEtaSeconds: null,
  saving: true,
  saveKeys: { done: 250, total: 1000 },
  saveSeconds: 5,
  lastSaveUnixSeconds: 0,
  lastSaveOk: true,
  saves: 1,
  aof: false,
  aofRewriting: false,
};

test("the rest of a save is expected at the pace so far", () => {
  expect(saveProgress(saving)).toEqual({
    text: "250 of 1,000 keys (25\u00a0%)",
    fraction: 0.25,
    etaSeconds: 15,
  });
});

test("before the child has reported, and where the version never says, the share is unknown and not zero", () => {
  expect(saveProgress({ ...saving, saveKeys: null })).toMatchObject({ fraction: null, etaSeconds: null });
});

test("a first report of no key done says nothing of the time left", () => {
  expect(saveProgress({ ...saving, saveKeys: { done: 0, total: 10 } })).toMatchObject({
    fraction: 0,
    etaSeconds: null,
  });
});
