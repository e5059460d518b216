import { describe, expect, test, vi } from "vitest";
import { type Finding, FindingCode, type Group } from "@/lib/contract";
import { rules } from "@/lib/diagnosis/rules";
import type { ServerBinary } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { ask, replicationField } from "@/server/testing/ask";
import { idAt, untilGroup } from "@/server/testing/fleet";
import { isOnline } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startWriter } from "@/server/testing/writer";
import { aftermathFaults } from "./findings/aftermath.fixture";
import { backupFaults } from "./findings/backups.fixture";
import { lagFaults } from "./findings/lag.fixture";
import { linksFaults } from "./findings/links.fixture";
import { loginFaults } from "./findings/login.fixture";
import { modeFaults } from "./findings/mode.fixture";
import { primariesFaults } from "./findings/primaries.fixture";
import { pullerFaults } from "./findings/puller.fixture";
import { reachFaults } from "./findings/reach.fixture";
import { replicasFaults } from "./findings/replicas.fixture";
import { rolesFaults } from "./findings/roles.fixture";
import { sentinelFaults } from "./findings/sentinel.fixture";
import { type Fault, type Faults, follow, Stage } from "./findings/stage.fixture";
import { syncsFaults } from "./findings/syncs.fixture";

/** One real fault for every finding. */
const faults: Faults<FindingCode> = {
  ...aftermathFaults,
  ...lagFaults,
  ...modeFaults,
  ...sentinelFaults,
  ...rolesFaults,
  ...linksFaults,
  ...reachFaults,
  ...loginFaults,
  ...syncsFaults,
  ...replicasFaults,
  ...pullerFaults,
  ...primariesFaults,
  ...backupFaults,
};

// Most of these wait most of the time: for the 10 s, 15 s or 30 s that a rule does.
vi.setConfig({ maxConcurrency: 10, testTimeout: 150_000 });

const matrix = await serverMatrix();
const usual = matrix.find(({ version }) => version.startsWith("7.")) ?? matrix[0];
if (usual === undefined) throw new Error("there is no server");
const binary: ServerBinary = usual;

/** Every finding that is opened or closed, from now on. */
function recordFindings(fleet: Fleet): { opened: Finding[]; closed: Finding[] } {
  const story: { opened: Finding[]; closed: Finding[] } = { opened: [], closed: [] };
  fleet.listen({
    findings(_, opened, closed) {
      story.opened.push(...opened);
      story.closed.push(...closed);
    },
  });
  return story;
}

/** Resolves after `count` more derivations of the group. */
async function rounds(fleet: Fleet, count: number): Promise<void> {
  let left = count;
  const stop = fleet.listen({
    tick() {
      left -= 1;
    },
  });
  await waitFor(`${count} rounds`, () => left <= 0, 60_000);
  stop();
}

/** Who follows whom is known too: a fault may keep us from asking. @param standing what is told also while all is well */
const untilWell = (fleet: Fleet, what: string, deadlineMs: number, standing: readonly FindingCode[] = []) =>
  untilGroup(
    fleet,
    "orders",
    what,
    ({ status, findings, instances }) =>
      status === "ok" &&
      findings.every(({ code }) => standing.includes(code)) &&
      instances.every(
        ({ link, reachable, upstream }) =>
          reachable && (link === null || (link.state === "up" && upstream !== null)),
      ),
    deadlineMs,
  );

async function play(
  code: FindingCode,
  { beside, afterwards, prepare }: Fault,
  on: ServerBinary,
): Promise<void> {
  const stage = new Stage(on);
  try {
    const prepared = await prepare(stage);
    const fleet = await stage.watch(prepared);
    const story = recordFindings(fleet);
    const { standing = [] } = prepared;
    await untilWell(fleet, "all is well at first", 20_000, standing);
    expect(story.opened.filter(({ code }) => !standing.includes(code))).toEqual([]);

    const id = `orders/${code}/${prepared.instance ?? "-"}`;
    const isIt = (finding: Finding): boolean => finding.id === id;
    const falseAlarms = (right: readonly FindingCode[]): Finding[] =>
      story.opened.filter((finding) => !isIt(finding) && ![...right, ...standing].includes(finding.code));

    await prepared.cause(fleet);
    const isTold = ({ findings }: Group): boolean => findings.some(isIt);
    const told = await untilGroup(fleet, "orders", `${id} is told`, isTold, 40_000);
    expect(told.findings.find(isIt)).toMatchObject({ code, severity: rules[code].severity });
    await rounds(fleet, 5);
    expect(falseAlarms(beside)).toEqual([]);

    await prepared.mend(fleet);
    await untilWell(fleet, "all is well again", 60_000, standing);
    expect(falseAlarms([...beside, ...afterwards])).toEqual([]);
    expect(story.opened.filter(isIt)).toHaveLength(1);
    expect(story.closed.filter(isIt)).toHaveLength(1);
  } finally {
    await stage.clear();
  }
}

test("every finding has a fault here that fires it", () => {
  expect(Object.keys(faults).sort()).toEqual([...FindingCode.options].sort());
});

describe.concurrent("on real servers", () => {
  for (const code of FindingCode.options) {
    const fault = faults[code];
    const on = fault.on === undefined ? binary : fault.on(matrix);
    if (on !== null) test(`${code} is told when ${fault.when}`, () => play(code, fault, on));
  }

  test("nothing is told of a healthy group under load, nor of clean switchovers", async () => {
    const stage = new Stage(binary);
    try {
      const group = await stage.group(2, {}, 1);
      const [one, two, sibling] = group.all;
      if (one === undefined || two === undefined || sibling === undefined) throw new Error("no group");
      let stop = await startWriter(one, 5);
      stage.atEnd(() => stop());
      const fleet = await stage.watch({ watched: [one] });
      const story = recordFindings(fleet);

      for (const [from, to] of [
        [one, two],
        [two, one],
        [one, two],
      ] as const) {
        await untilGroup(fleet, "orders", "all links stand", ({ instances }) =>
          instances.every(({ role, link }) => role === "primary" || (link?.state === "up" && link.confirmed)),
        );
        await rounds(fleet, 10);
        await isOnline(from, to);
        await ask(from, [["FAILOVER", "TO", to.host, String(to.port), "TIMEOUT", "5000"]]);
        await untilGroup(fleet, "orders", "roles have changed", ({ primary }) => primary === idAt(to));
        // Its clients go with it: those who stayed would be stragglers.
        stop();
        stop = await startWriter(to, 5);
        await follow(sibling, to);
      }
      // Longer than the 10 s for which the slowest findings wait.
      await rounds(fleet, 55);
      expect(await replicationField(one, "master_link_status")).toBe("up");
      expect(story).toEqual({ opened: [], closed: [] });
    } finally {
      await stage.clear();
    }
  });
});
