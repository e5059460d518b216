import { afterEach, beforeEach, expect, test } from "vitest";
import { Group, Past } from "@/lib/contract";
import { idAt } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startForTest, type TestTidemark } from "../tidemark.fixture";
import { refused } from "./api.fixture";

let servers: TestGroup;
let tidemark: TestTidemark;
let begunMs = 0;
beforeEach(async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  servers = await startGroup({ binary, replicas: 1, settings: { save: "86400 1" } });
  begunMs = Date.now();
  tidemark = await startForTest([`redis://${idAt(servers.primary)}`]);
});
afterEach(async () => {
  await tidemark.close();
  await servers.stop();
});

const pastAt = (ms: number) => tidemark.get(`/api/groups/orders/past?at=${new Date(ms).toISOString()}`);
const groupWhen = (what: string, holds: (group: Group) => boolean): Promise<Group> =>
  waitFor(what, async () => {
    const group = Group.safeParse((await tidemark.get("/api/groups/orders")).json);
    return group.success && holds(group.data) ? group.data : null;
  });
/**
 * A moment that surely comes after the picture of what was just seen. Of several pictures in a second the last is kept, with its
 * own time; and what follows from a sample is drawn up after it, on a busy machine long after.
 */
const aSecondOn = (): number => Date.now() + 1_000;

test("A past moment shows the group as it was then, not as it is", async () => {
  const [replica] = servers.replicas;
  if (replica === undefined) throw new Error("no replica");
  const well = await groupWhen("the group is well", (group) =>
    group.instances.some((one) => one.link?.state === "up" && one.lagBytes !== null),
  );
  const wellMs = aSecondOn();
  const before = await waitFor("the first moment is kept", async () => {
    const answer = await pastAt(wellMs);
    const past = answer.status === 200 ? Past.strict().parse(answer.json) : null;
    const seen = past?.group.instances.find((one) => one.id === idAt(replica));
    return seen?.reachable === true && seen.offset !== null ? past : null;
  });
  replica.pause();
  const ill = await groupWhen("the replica is missed", (group) => group.findings.length > 0);
  const illMs = aSecondOn();
  expect(before.at).toBe(new Date(wellMs).toISOString());
  expect(before.group).toMatchObject({ primary: idAt(servers.primary), findings: [], run: null });
  const offset = (group: Group) => group.instances.find((one) => one.id === idAt(servers.primary))?.offset;
  expect(Math.abs((offset(before.group) ?? 0) - (offset(well) ?? 0))).toBeLessThan(1_000);

  const after = await waitFor("the second moment is kept", async () => {
    const answer = await pastAt(illMs);
    const past = answer.status === 200 ? Past.parse(answer.json) : null;
    return past !== null && past.group.findings.length > 0 ? past.group : null;
  });
  const missed = after.instances.find((one) => one.id === idAt(replica));
  expect(missed).toMatchObject({
    reachable: false,
    unreachableReason: "timeout",
    offset: null,
    lagBytes: null,
  });
  expect(after.findings.map((one) => one.code)).toEqual(ill.findings.map((one) => one.code));
});

test("A moment without a picture is refused with where there are pictures; one that is none, or not yet, is a bad request", async () => {
  const first = await waitFor("a moment is kept", async () => {
    const answer = await pastAt(Date.now());
    return answer.status === 200 ? Past.parse(answer.json) : null;
  });
  expect(first.group.id).toBe("orders");
  const early = await refused(pastAt(begunMs - 60_000));
  expect(early).toMatchObject({ status: 404, code: "no-picture" });
  expect(early.detail).toMatch(/Nothing was recorded of orders at .*Those after it begin at 2/);
  expect(early.detail).not.toContain("before it end");

  expect(await refused(pastAt(Date.now() + 3_600_000))).toMatchObject({ status: 400, code: "bad-request" });
  for (const query of ["", "?at=yesterday", "?at="]) {
    const problem = await refused(tidemark.get(`/api/groups/orders/past${query}`));
    expect(problem).toMatchObject({ status: 400, code: "bad-request" });
  }
  const unknown = await refused(tidemark.get(`/api/groups/none/past?at=${Date.now()}`));
  expect(unknown).toMatchObject({ status: 404, code: "not-found" });
});
