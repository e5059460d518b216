import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, type TestContext, test, vi } from "vitest";
import type { EventDraft, Finding, Group } from "@/lib/contract";
import { failoverCommand, likelyChoice } from "@/lib/sentinel/words";
import type { LocalServer } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { usualNetworks } from "@/server/redis/networks";
import { ask } from "@/server/testing/ask";
import { makeCertificates } from "@/server/testing/certificates";
import { groupConfig, idAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { startGroup, startTestServer, stopServers } from "@/server/testing/group";
import { startSentinel, startSentinels, stopSentinels } from "@/server/testing/sentinel";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { hearSentinels } from "./hear";

const matrix = await serverMatrix();
const newest = (product: string) => matrix.findLast((binary) => binary.product === product);
const own = matrix.find(({ version }) => version.startsWith("7.")) ?? matrix[0];
if (own === undefined) throw new Error("there is no server");
const both = [own, newest("valkey") ?? own].filter((one, i, all) => all.indexOf(one) === i);

vi.setConfig({ maxConcurrency: 8 });

/** What a test has started, to be ended last things first. */
class Started {
  private readonly endings: (() => unknown)[] = [];

  constructor(onTestFinished: TestContext["onTestFinished"]) {
    onTestFinished(async () => {
      for (const end of this.endings.splice(0).reverse()) await end();
    });
  }

  atEnd(end: () => unknown): void {
    this.endings.push(end);
  }

  keep<const T extends readonly LocalServer[]>(sentinels: T): T {
    this.atEnd(() => stopSentinels(sentinels));
    return sentinels;
  }

  async watch(config: Parameters<typeof groupConfig>[1], seed: string, poll = calm): Promise<Fleet> {
    const fleet = await testFleet([groupConfig([seed], config)], { poll });
    this.atEnd(() => fleet.close());
    return fleet;
  }
}

/** So that findings which wait 15 s are not what a case waits for. */
const calm = { intervalMs: 200, timeoutMs: 1_000, discover: true };

const agree =
  (on: LocalServer, count: number) =>
  ({ sentinel }: Group): boolean =>
    sentinel !== null && sentinel.up === count && sentinel.primary === idAt(on);

describe.concurrent.each(both)("Sentinel of $name", (binary) => {
  test("three are found from the instances alone, and their failover is told as theirs, without an alarm", async ({
    onTestFinished,
  }) => {
    const started = new Started(onTestFinished);
    const group = await startGroup({ binary, replicas: 2 });
    started.atEnd(group.stop);
    const { primary } = group;
    const sentinels = started.keep(await startSentinels(3, { binary, primary, quorum: 2 }));
    const fleet = await started.watch({}, seedOf(primary));
    const told: { events: EventDraft[]; findings: Finding[] } = { events: [], findings: [] };
    fleet.listen({
      events: (drafts) => void told.events.push(...drafts),
      findings: (_, opened) => void told.findings.push(...opened),
    });

    const found = await untilGroup(fleet, "orders", "three Sentinels agree", agree(primary, 3));
    expect(found.mode).toBe("sentinel");
    expect(found.sentinel).toMatchObject({
      name: "orders",
      quorum: 2,
      known: 3,
      ckquorum: { ok: true, text: "3 usable Sentinels: enough for a failover." },
      failingOver: false,
      lastFailover: null,
    });
    expect(found.sentinel?.sentinels.map(({ address }) => address)).toEqual(sentinels.map(idAt).sort());
    for (const one of found.sentinel?.sentinels ?? [])
      expect(one).toMatchObject({
        product: binary.product,
        version: binary.version,
        primaryAddress: idAt(primary),
        problem: null,
        down: "no",
        runId: expect.stringMatching(/^[0-9a-f]{40}$/),
      });

    await primary.kill();
    const isTold = ({ sentinel }: Group) => sentinel?.lastFailover != null;
    const after = await untilGroup(fleet, "orders", "the failover is told", isTold, 30_000);
    const to = after.sentinel?.lastFailover?.to ?? "";
    expect(after.sentinel?.lastFailover).toMatchObject({ from: idAt(primary), epoch: 1 });
    expect(group.replicas.map(idAt)).toContain(to);
    const event = await waitFor(
      "the event",
      () => told.events.find(({ type }) => type === "failover") ?? null,
    );
    expect(event).toMatchObject({
      instance: to,
      title: `${to} is the primary now, after ${idAt(primary)}: failed over by Sentinel`,
      detail: "Sentinel's epoch 1.",
    });
    const codes = new Set(told.findings.map(({ code }) => code));
    for (const code of ["sentinel-disagrees", "sentinel-no-quorum", "sentinel-few"] as const)
      expect(codes).not.toContain(code);
  });
});

test.concurrent.for([
  { binary: own, words: "SENTINEL FAILOVER orders" },
  ...both
    .filter(({ product }) => product === "valkey")
    .map((binary) => ({
      binary,
      words: "SENTINEL FAILOVER orders COORDINATED",
    })),
])(
  "the command Tidemark gives moves the primary to whom it foretold: $words",
  async ({ binary, words }, { onTestFinished }) => {
    const started = new Started(onTestFinished);
    const group = await startGroup({ binary, replicas: 2 });
    started.atEnd(group.stop);
    const { primary, replicas } = group;
    // The smallest number is chosen first.
    const chosen = replicas.at(-1) ?? primary;
    await ask(chosen, [["CONFIG", "SET", "replica-priority", "10"]]);
    const sentinels = started.keep(await startSentinels(3, { binary, primary, quorum: 2 }));
    const fleet = await started.watch({}, seedOf(primary));
    const seen = await untilGroup(fleet, "orders", "three Sentinels agree", agree(primary, 3));
    const command = failoverCommand(seen.sentinel);
    expect(command).toEqual({
      words,
      to: sentinels.map(idAt).sort()[0],
      coordinated: words.endsWith("COORDINATED"),
    });
    expect(likelyChoice(seen)?.id).toBe(idAt(chosen));
    const told = sentinels.find((one) => idAt(one) === command.to);
    if (told === undefined) throw new Error("no Sentinel was named");
    await ask(told, [command.words.split(" ")]);
    await untilGroup(fleet, "orders", "it has moved", agree(chosen, 3), 30_000);
  },
);

describe.concurrent("a Sentinel", () => {
  const binary = own;

  test("of the settings is asked with its own password, by whatever address it knows the primary", async ({
    onTestFinished,
  }) => {
    const started = new Started(onTestFinished);
    const auth = { requirepass: "s3cret" };
    const primary = await startTestServer(binary, auth);
    started.atEnd(() => stopServers([primary]));
    const settings = { requirepass: "other", sentinel: ["auth-pass orders s3cret"] };
    const [sentinel] = started.keep([await startSentinel({ binary, primary, quorum: 1, settings })]);
    const how = {
      sentinels: [idAt(sentinel)],
      password: "s3cret",
      addresses: { "10.9.9.9:1": "10.9.9.9:2" },
    };
    const alone = { ...calm, discover: false };
    const seed = seedOf(primary).replace("127.0.0.1", "localhost");
    const id = seed.replace("redis://", "");

    const refused = await started.watch(how, seed, alone);
    const { sentinel: unknown } = await untilGroup(
      refused,
      "orders",
      "it was asked",
      ({ sentinel: seen }) =>
        seen?.sentinels[0]?.problem?.startsWith("It asks for a password") === true ||
        seen?.sentinels[0]?.problem?.startsWith("It does not accept") === true,
    );
    expect(unknown).toMatchObject({ up: 0, primary: null, name: null });
    await refused.close();

    const fleet = await started.watch(
      { ...how, sentinel: { username: null, password: "other" } },
      seed,
      alone,
    );
    // It says 127.0.0.1, which is no member here: the run id tells that the two are one.
    const seen = await untilGroup(
      fleet,
      "orders",
      "it is known by its run id",
      ({ sentinel: one }) => one?.primary === id,
    );
    expect(seen).toMatchObject({
      mode: "sentinel",
      sentinel: {
        up: 1,
        known: 1,
        quorum: 1,
        sentinels: [{ primaryAddress: idAt(primary), elsewhere: false }],
      },
    });
  });

  test("is found on its usual port where this user may see who is connected, but not subscribe", async ({
    onTestFinished,
  }) => {
    const started = new Started(onTestFinished);
    const rights =
      "mon on >watching -@all +ping +info +role +config|get +client|list +client|setname +pubsub allchannels";
    const primary = await startTestServer(binary, { user: [rights] });
    started.atEnd(() => stopServers([primary]));
    // The port is fixed, so the address is one of this process alone.
    const host = `127.77.${(process.pid >> 8) & 255}.${(process.pid & 127) + 1}`;
    const settings = { "bind-source-addr": host };
    const [sentinel] = started.keep([
      await startSentinel({ binary, primary, quorum: 1, settings, host, port: 26_379 }),
    ]);
    const fleet = await started.watch({ username: "mon", password: "watching" }, seedOf(primary));
    const seen = await untilGroup(fleet, "orders", "it is found", agree(primary, 1));
    expect(seen.sentinel?.sentinels).toMatchObject([{ address: idAt(sentinel) }]);
    // Once refused it is not tried again: each refusal is an entry of the server's log.
    const refusals = async () =>
      /"count",(\d+)[^[\]]*"subscribe"/.exec(JSON.stringify(await ask(primary, [["ACL", "LOG"]])))?.[1];
    const login = { username: "mon", password: "watching" };
    const target = {
      endpoint: { host: primary.host, port: primary.port },
      networks: usualNetworks,
      tls: null,
    };
    const before = await refusals();
    const heard = await hearSentinels(target, login, { expected: 1, timeoutMs: 1_000, subscribe: false });
    expect(heard).toMatchObject({ sentinels: [{ address: { host, port: 26_379 } }], guessed: true });
    expect([before, await refusals()]).toEqual(["1", "1"]);
  });

  test("that stands still or ends is shown so, and what is no Sentinel says that", async ({
    onTestFinished,
  }) => {
    const started = new Started(onTestFinished);
    const group = await startGroup({ binary, replicas: 1 });
    started.atEnd(group.stop);
    const { primary } = group;
    const [sentinel] = started.keep([await startSentinel({ binary, primary, quorum: 1 })]);
    const fleet = await started.watch({ sentinels: [idAt(sentinel), idAt(primary)] }, seedOf(primary));
    const at = ({ sentinel: seen }: Group, server: LocalServer) =>
      seen?.sentinels.find(({ address }) => address === idAt(server))?.problem;
    await untilGroup(
      fleet,
      "orders",
      "one answers, and one is none",
      (seen) => at(seen, sentinel) === null && at(seen, primary)?.startsWith("It is no Sentinel") === true,
    );
    sentinel.pause();
    // Three deadlines of 1 s each: after 2 s of standing still a Sentinel does not trust its clock.
    // A refresh waits for a look no longer than two deadlines, so on a busy machine it may still tell of the look before.
    for (let look = 0; look < 3; look += 1)
      await waitFor("it is told to be silent", async () =>
        Boolean(at(await fleet.refresh("orders"), sentinel)?.startsWith("It did not answer")),
      );
    sentinel.resume();
    await waitFor("it says so", async () =>
      Boolean(at(await fleet.refresh("orders"), sentinel)?.startsWith("It is in TILT mode")),
    );
    await sentinel.kill();
    const gone = (await fleet.refresh("orders")).sentinel;
    expect(gone).toMatchObject({ up: 0, name: "orders", primary: null, ckquorum: null });
  });

  test("that speaks TLS is asked under the group's certificates", async ({ onTestFinished }) => {
    const started = new Started(onTestFinished);
    const dir = mkdtempSync(join(tmpdir(), "tidemark-tls-"));
    started.atEnd(() => rmSync(dir, { recursive: true, force: true }));
    const files = await makeCertificates(dir);
    const settings = { "tls-replication": "yes" };
    const primary = await startTestServer(binary, settings, { tls: files });
    started.atEnd(() => stopServers([primary]));
    started.keep([await startSentinel({ binary, primary, quorum: 1, settings, tls: files })]);
    const seed = seedOf(primary).replace("redis:", "rediss:");
    const fleet = await started.watch({ tls: { ...files, "server-name": null } }, seed);
    await untilGroup(fleet, "orders", "it is found and answers", agree(primary, 1));
  });
});
