import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  readClientAddress,
  readHello,
  readPeers,
  readQuorum,
  readSentinelHosts,
  readSentinelId,
  readWatchedPrimaries,
  readWatchedPrimary,
} from "./sentinel";

const folder = fileURLToPath(new URL("./fixtures/", import.meta.url));
const versions = readdirSync(folder).filter((version) =>
  readdirSync(`${folder}${version}`).includes("sentinel-healthy.json"),
);
const recorded = (version: string, phase: string) =>
  JSON.parse(readFileSync(`${folder}${version}/sentinel-${phase}.json`, "utf8"));

test("three versions of Sentinel are recorded", () => {
  expect(versions).toEqual(["redis-7.0.15", "redis-8.0.6", "valkey-9.1.2"]);
});

describe.each(versions)("Sentinel of %s", (version) => {
  it("is read while all is well", () => {
    const { masters, master, sentinels, address, ckquorum, myid, hello } = recorded(version, "healthy");
    const read = readWatchedPrimary(master);
    expect(read).toMatchObject({
      ok: true,
      value: {
        name: "orders",
        epoch: 0,
        quorum: 2,
        others: 2,
        replicas: 2,
        down: "no",
        failingOver: false,
        runId: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
    });
    expect(readWatchedPrimaries(masters)).toMatchObject([{ name: "orders", epoch: 0 }]);
    expect(readClientAddress(address)).toEqual(read.ok && read.value.address);
    expect(readPeers(sentinels)).toHaveLength(2);
    expect(readQuorum(ckquorum)).toEqual({
      ok: true,
      usable: 3,
      text: "3 usable Sentinels: enough for a failover.",
    });
    const heard = hello.map(readHello);
    expect(heard).toMatchObject(Array(3).fill({ name: "orders", primary: readClientAddress(address) }));
    const ids = [readSentinelId(myid), ...(readPeers(sentinels) ?? []).map(({ sentinelId }) => sentinelId)];
    expect(heard.map((one: ReturnType<typeof readHello>) => one?.sentinelId).sort()).toEqual(ids.sort());
  });

  it("says that too few are left", () => {
    expect(readQuorum(recorded(version, "no-quorum").ckquorum.error)).toEqual({
      ok: false,
      usable: 1,
      text: "1 usable Sentinel: not enough for the quorum and a majority.",
    });
  });

  it.each([
    ["primary-down", { down: "by-quorum", failingOver: false, epoch: 0 }, "same"],
    ["failing-over", { down: "by-quorum", failingOver: true, epoch: 0 }, "same"],
    ["handed-over", { failingOver: true, epoch: 1 }, "other"],
    ["after", { down: "no", failingOver: false, epoch: 1 }, "same"],
  ])("%s: sends clients to the new primary before it calls it so", (phase, view, clients) => {
    const { master, address } = recorded(version, phase);
    const read = readWatchedPrimary(master);
    if (!read.ok) throw new Error(read.error.detail);
    expect(read.value).toMatchObject(view);
    const sent = readClientAddress(address);
    if (clients === "same") expect(sent).toEqual(read.value.address);
    else expect(sent).not.toEqual(read.value.address);
  });
});

describe("what no Sentinel says", () => {
  const master: string[] = recorded("redis-7.0.15", "healthy").master;
  const but = (field: string, value: string) =>
    readWatchedPrimary(master.map((word, i) => (master[i - 1] === field && i % 2 === 1 ? value : word)));

  it("is refused, by the field", () => {
    expect(but("name", "or ders")).toMatchObject({ ok: false, error: { field: "name" } });
    expect(but("ip", "")).toMatchObject({ ok: false, error: { field: "ip" } });
    expect(but("port", "70000")).toMatchObject({ ok: false, error: { field: "ip" } });
    expect(but("quorum", "-1")).toMatchObject({ ok: false, error: { field: "quorum" } });
    expect(readWatchedPrimary(master.slice(1))).toMatchObject({ ok: false });
    expect(but("runid", "")).toMatchObject({ ok: true, value: { runId: null } });
  });

  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (reply, line) => {
        readWatchedPrimary(reply);
        readWatchedPrimaries(reply);
        readPeers(reply);
        readClientAddress(reply);
        readSentinelId(reply);
        readSentinelHosts(reply);
        expect(readQuorum(line)).toBeNull();
        expect(readHello(line)).toBeNull();
      }),
    );
  });

  it("is not taken for a hello", () => {
    const id = "a".repeat(40);
    expect(readHello(`::1,26379,${id},0,orders,10.0.0.1,6379,0`)).toMatchObject({
      address: { host: "::1", port: 26379 },
    });
    expect(readHello(`10.0.0.9,26379,${id},0,orders,10.0.0.1,6379`)).toBeNull();
    expect(readHello(`10.0.0.9,26379,${id},0,orders,10.0.0.1,6379,0,more`)).toBeNull();
    expect(readHello(`10.0.0.9 x,26379,${id},0,orders,10.0.0.1,6379,0`)).toBeNull();
  });
});

test("Sentinels are told among the clients by the name they give themselves", () => {
  const line = (addr: string, name: string) =>
    `id=4 addr=${addr} laddr=10.0.0.1:6379 fd=8 name=${name} age=10`;
  const list = [
    line("10.0.0.9:52148", "sentinel-7ebf1418-cmd"),
    line("10.0.0.9:52152", "sentinel-7ebf1418-pubsub"),
    line("[fd00::1]:52166", "sentinel-173f563b-cmd"),
    line("10.0.0.7:52188", "sentinel-of-mine"),
    line("10.0.0.8:52188", ""),
  ].join("\n");
  expect(readSentinelHosts(list)).toEqual(["10.0.0.9", "fd00::1"]);
});
