import { setTimeout as pause } from "node:timers/promises";
import type { Finding } from "@/lib/contract";
import { findServer, type LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { groupConfig, idAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { isOnline, linkUp, startGroup } from "@/server/testing/group";
import { waitFor } from "@/server/testing/wait-for";
import { startWriter } from "@/server/testing/writer";
import { type Figure, once } from "./figure";

const SECONDS = 600;
const SWITCH_EVERY_SECONDS = 60;
const WRITE_EVERY_MS = 5;

/**
 * Findings in ten minutes of a group in which nothing is wrong: a chain of four under a steady load, at 1 s polling, with a
 * clean switchover every minute. Each would be a false alarm at 3 a.m.
 */
export async function quiet(): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const group = await startGroup({
    binary,
    replicas: 2,
    chained: 1,
    // A primary that keeps nothing on its disk is a finding, and rightly.
    settings: { save: "86400 1", "repl-backlog-size": "16mb" },
  });
  const fleet = await testFleet([groupConfig([seedOf(group.primary)])], {
    poll: { intervalMs: 1_000, timeoutMs: 800, discover: true },
  });
  const opened: Finding[] = [];
  let rounds = 0;
  let stopWriter = await startWriter(group.primary, WRITE_EVERY_MS);
  try {
    await untilGroup(fleet, "orders", "all are found", ({ instances }) => instances.length === 4);
    fleet.listen({
      findings: (_group, some) => void opened.push(...some),
      tick: () => {
        rounds += 1;
      },
    });
    const [primary, first] = [group.primary, group.replicas[0]];
    if (first === undefined) throw new Error("no replica");
    let [from, to]: [LocalServer, LocalServer] = [primary, first];
    let switchovers = 0;
    const end = performance.now() + SECONDS * 1_000;
    while (performance.now() < end) {
      await pause(SWITCH_EVERY_SECONDS * 1_000);
      stopWriter();
      await switchOver(from, to, group.replicas[1]);
      stopWriter = await startWriter(to, WRITE_EVERY_MS);
      [from, to] = [to, from];
      switchovers += 1;
    }
    const figure = once("quiet");
    for (const { code, title } of opened) process.stderr.write(`${code}: ${title}\n`);
    return [
      figure("findings opened", opened.length, "", 0),
      figure("rounds looked at", rounds, "", null),
      figure("switchovers meanwhile", switchovers, "", null),
    ];
  } finally {
    stopWriter();
    await fleet.close();
    await group.stop();
  }
}

/** By FAILOVER, and the sibling follows at once; resolves when both have their links. */
async function switchOver(
  from: LocalServer,
  to: LocalServer,
  sibling: LocalServer | undefined,
): Promise<void> {
  await isOnline(from, to);
  await ask(from, [["FAILOVER", "TO", to.host, String(to.port), "TIMEOUT", "5000"]]);
  await waitFor(`${idAt(to)} is the primary`, async () => (await replicationField(to, "role")) === "master");
  if (sibling === undefined) return;
  await ask(sibling, [["REPLICAOF", to.host, String(to.port)]]);
  await Promise.all([from, sibling].map(linkUp));
}
