import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { LinkState } from "@/lib/contract";
import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import { readSlow } from "@/lib/info/slow";
import { isReplica } from "./discover";
import { linkFromEnds } from "./link";

const folder = fileURLToPath(new URL("../info/fixtures/", import.meta.url));

/** What a server of this version said in this phase; null: it has no such phase. */
function said(version: string, phase: string) {
  if (!readdirSync(`${folder}${version}`).includes(`${phase}.info.txt`)) return null;
  const fields = parseInfo(readFileSync(`${folder}${version}/${phase}.info.txt`, "utf8"));
  if (!fields.ok) throw new Error(fields.error.detail);
  const view = readReplication(fields.value);
  if (!view.ok) throw new Error(view.error.detail);
  return { view: view.value, persistence: readSlow(fields.value).persistence };
}

const phases: readonly [replica: string, primary: string | null, state: LinkState][] = [
  ["replica-up", "primary-two-replicas", "up"],
  ["replica-handshake", "primary-wait-bgsave", "handshake"],
  ["replica-disk-sync", "primary-send-bulk", "syncing"],
  ["replica-diskless-sync", "primary-diskless-sync", "syncing"],
  ["replica-loading", "primary-replica-loading", "loading"],
  ["replica-loading-diskless", "primary-replica-loading-diskless", "loading"],
  ["replica-swapdb-loading", "primary-replica-swapdb-loading", "loading"],
  ["replica-link-down-was-up", null, "down"],
  ["replica-link-down-never-up", null, "connecting"],
];

describe.each(readdirSync(folder))("%s, as recorded", (version) => {
  const recorded = phases.filter(([replica]) => said(version, replica) !== null);

  test("has phases to look at", () => {
    expect(recorded.length).toBeGreaterThanOrEqual(2);
  });

  test.each(recorded)("%s beside %s is %s", (replica, primary, state) => {
    const side = said(version, replica);
    const upstream = primary === null ? null : said(version, primary);
    const link = linkFromEnds({
      following: side?.view.following ?? null,
      persistence: side?.persistence ?? null,
      upstreamAnswers: upstream !== null,
      listed: upstream?.view.listed.find(isReplica) ?? null,
      copyBytesPerSecond: null,
    });
    expect(link?.state).toBe(state);
    expect(link?.confirmed).toBe(upstream === null ? null : true);
    if (replica === "replica-diskless-sync")
      expect(link?.sync).toMatchObject({ totalBytes: null, progress: null });
  });
});
