import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { ask, replicationField } from "@/server/testing/ask";
import { type Certificates, makeCertificates, readCertificates } from "@/server/testing/certificates";
import { groupConfig, idAt, instanceAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";

const matrix = await serverMatrix();
const servers: LocalServer[] = [];
let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  await stopServers(servers.splice(0));
});

const keep = (server: LocalServer): LocalServer => {
  servers.push(server);
  return server;
};

/** What a monitor needs, and nothing else. */
const monitor =
  "mon on >watching -@all +ping +info +role +config|get +client|list +client|setname +client|id +lastsave +time";
const infoOnly = "least on >watching -@all +info";
const nothing = "none on >watching -@all +ping";

describe.each(matrix)("with $name", (binary) => {
  const withPassword = async (): Promise<[LocalServer, LocalServer]> => {
    const passwords = { requirepass: "s3cret", masterauth: "s3cret", user: [monitor, infoOnly, nothing] };
    const primary = keep(await startTestServer(binary, passwords));
    const replicaof = `${primary.host} ${primary.port}`;
    const replica = keep(await startTestServer(binary, { ...passwords, replicaof }));
    const login = { username: null, password: "s3cret" };
    await waitFor("the link is up", async () => {
      return (await replicationField(replica, "master_link_status", { login })) === "up";
    });
    return [primary, replica];
  };

  test("the right password finds the group, a wrong one or none says so", async () => {
    const [primary, replica] = await withPassword();
    fleet = await testFleet([groupConfig([seedOf(primary)], { password: "s3cret" })]);
    const seen = await fleet.refresh("orders");
    expect(seen.instances.map(({ id, reachable }) => [id, reachable]).sort()).toEqual(
      [primary, replica].map((server) => [idAt(server), true]).sort(),
    );
    await fleet.close();
    for (const password of [null, "canary-wrong-password"]) {
      fleet = await testFleet([groupConfig([seedOf(primary)], { password })]);
      const refused = instanceAt(await fleet.refresh("orders"), primary);
      expect(refused).toMatchObject({ reachable: false, unreachableReason: "auth", offset: null });
      expect(JSON.stringify(fleet.groups())).not.toContain("canary");
      await fleet.close();
    }
  });

  test("a user with a monitor's rights sees all but who is subscribed", async () => {
    const [primary] = await withPassword();
    const seed = seedOf(primary).replace("redis://", "redis://mon:watching@");
    fleet = await testFleet([groupConfig([seed])]);
    const seen = await fleet.refresh("orders");
    expect(seen.instances.map(({ reachable }) => reachable)).toEqual([true, true]);
    const slow = fleet.members("orders").get(idAt(primary))?.slow;
    expect(slow?.config?.get("appendonly")).toBe("no");
    expect(slow?.sentinelSubscribers).toBeNull();
  });

  test("a user who may ask for INFO alone still sees the group, and the rest is unknown", async () => {
    const [primary] = await withPassword();
    fleet = await testFleet([groupConfig([seedOf(primary)], { username: "least", password: "watching" })]);
    const seen = await fleet.refresh("orders");
    expect(instanceAt(seen, primary)).toMatchObject({ reachable: true, role: "primary" });
    const slow = fleet.members("orders").get(idAt(primary))?.slow;
    expect(slow).toMatchObject({ config: null, sentinelSubscribers: null, memory: { maxBytes: null } });
    // What was refused once is not asked again: each refusal is an entry of the server's log.
    const login = { username: null, password: "s3cret" };
    const before = await ask(primary, [["ACL", "LOG"]], { login });
    await fleet.refresh("orders");
    expect(countOf(await ask(primary, [["ACL", "LOG"]], { login }))).toEqual(countOf(before));
  });

  test("a user without INFO is told which right is missing", async () => {
    const [primary] = await withPassword();
    fleet = await testFleet([groupConfig([seedOf(primary)], { username: "none", password: "watching" })]);
    const refused = instanceAt(await fleet.refresh("orders"), primary);
    expect(refused).toMatchObject({ unreachableReason: "auth", problem: expect.stringContaining("INFO") });
  });

  test("R16: actions go out under the operator's name, readings under the poller's", async () => {
    const [primary] = await withPassword();
    const operator = { username: null, password: "s3cret" };
    fleet = await testFleet([
      groupConfig([seedOf(primary)], { username: "mon", password: "watching", operator }),
    ]);
    await fleet.refresh("orders");
    const set = ["CONFIG", "SET", "repl-timeout", "61"];
    const deadlineMs = 2_000;
    const id = idAt(primary);
    expect(await fleet.command(id, set, { as: "poller", deadlineMs })).toMatchObject({
      state: "refused",
      message: expect.stringMatching(/^NOPERM/),
    });
    expect(await fleet.command(id, set, { as: "operator", deadlineMs })).toEqual({
      state: "replied",
      reply: "OK",
    });
    expect(await fleet.command("127.0.0.1:1", set, { as: "operator", deadlineMs })).toMatchObject({
      state: "unsent",
    });
  });
});

/** How often each entry of ACL LOG happened. */
const countOf = (log: unknown): unknown =>
  Array.isArray(log) ? log.map((entry: unknown) => (Array.isArray(entry) ? entry[1] : null)) : null;

describe("over TLS", () => {
  const binary = matrix.find(({ version }) => version.startsWith("7.")) ?? matrix[0];
  if (binary === undefined) throw new Error("there is no server");
  let dir: string;
  let files: Certificates;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "tidemark-tls-"));
    files = await makeCertificates(dir);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const start = async (): Promise<[LocalServer, LocalServer]> => {
    const settings = { "tls-replication": "yes" };
    const primary = keep(await startTestServer(binary, settings, { tls: files }));
    const replicaof = `${primary.host} ${primary.port}`;
    const replica = keep(await startTestServer(binary, { ...settings, replicaof }, { tls: files }));
    const tls = readCertificates(files);
    await waitFor("the link is up", async () => {
      return (await replicationField(replica, "master_link_status", { tls })) === "up";
    });
    return [primary, replica];
  };
  const seedAt = (server: LocalServer): string => seedOf(server).replace("redis:", "rediss:");

  test("authority and client certificate open the whole group", async () => {
    const [primary, replica] = await start();
    fleet = await testFleet([groupConfig([seedAt(primary)], { tls: { ...files, "server-name": null } })]);
    const seen = await untilGroup(
      fleet,
      "orders",
      "both are there",
      ({ instances }) => instances.length === 2 && instances.every(({ reachable }) => reachable),
    );
    expect(instanceAt(seen, replica)).toMatchObject({ upstream: idAt(primary), link: { state: "up" } });
  });

  test.each([
    ["an unknown authority", { ca: null }],
    ["no client certificate", { cert: null, key: null }],
    ["another name than the certificate's", { "server-name": "elsewhere.example" }],
  ])("%s is a fault of TLS", async (_, wrong) => {
    const [primary] = await start();
    const tls = { ...files, "server-name": null, ...wrong };
    fleet = await testFleet([groupConfig([seedAt(primary)], { tls })]);
    const refused = instanceAt(await fleet.refresh("orders"), primary);
    expect(refused).toMatchObject({ reachable: false, unreachableReason: "tls" });
  });

  test("a server that speaks TLS alone, asked in the clear, is not taken for a dead one", async () => {
    const [primary] = await start();
    fleet = await testFleet([groupConfig([seedOf(primary)])]);
    const { unreachableReason } = instanceAt(await fleet.refresh("orders"), primary);
    expect(["tls", "refused", "protocol"]).toContain(unreachableReason);
  });

  test("a certificate file that holds none stops the start", async () => {
    const tls = { ca: files.ca, cert: files.cert, key: files.ca, "server-name": null };
    await expect(testFleet([groupConfig(["rediss://127.0.0.1:1"], { tls })])).rejects.toMatchObject({
      code: "bad-group",
    });
  });

  test("a certificate file that is not there stops the start and is named", async () => {
    const tls = { ca: join(dir, "none.crt"), cert: null, key: null, "server-name": null };
    await expect(testFleet([groupConfig(["rediss://127.0.0.1:1"], { tls })])).rejects.toMatchObject({
      code: "bad-group",
      detail: expect.stringContaining("none.crt"),
    });
  });
});
