import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Address } from "@/lib/info/view";
import { check } from "@/server/cli/check";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type GuideHouse, guideHouse } from "./start.fixture";

const binaries = await serverMatrix();
const houses: GuideHouse[] = [];
const told: string[] = [];
beforeAll(() => void vi.spyOn(console, "log").mockImplementation((line: string) => void told.push(line)));
afterAll(async () => {
  vi.restoreAllMocks();
  await Promise.all(houses.map((house) => house.stop()));
});

/** What `tidemark check` ends with, with the guide's own settings file and its passwords. */
async function checked(house: GuideHouse): Promise<number> {
  for (const line of house.files
    .find(({ name }) => name === "passwords.env")
    ?.text.trim()
    .split("\n") ?? []) {
    const [name = "", value = ""] = line.split("=");
    process.env[name] = value;
  }
  const settings = house.files.find(({ name }) => name === "tidemark.yaml")?.text ?? "";
  const config = join(house.dir, "checked.yaml");
  writeFileSync(config, `data-dir: ${join(house.dir, "none")}\n${settings}`);
  return check([], { config });
}

const refused = (said: Promise<unknown>): Promise<string> =>
  said.then(
    () => "done",
    (error: Error) => /NOPERM|NOAUTH|WRONGPASS/.exec(error.message)?.[0] ?? error.message,
  );

describe.concurrent.each(
  binaries.flatMap((binary) => [false, true].map((tls) => ({ binary, tls, name: binary.name }))),
)("the guide's files on $name, TLS $tls", ({ binary, tls }) => {
  test("start a group that replicates, that Tidemark and an application may use as they need, and that Sentinels fail over", async () => {
    const name = `orders-${binary.name}-${tls ? "tls" : "plain"}`;
    const house = await guideHouse(binary, {
      name,
      tls: tls ? "yes" : "no",
      sentinels: "three",
      "min-replicas": "1",
      persistence: tls ? "rdb" : "aof",
    });
    houses.push(house);
    const { primary, sentinel } = house.facts;
    await house.startInstances();
    const takesWrites = (at: Address) => async () =>
      (await refused(house.as("app", at, ["SET", "a", "1"]))) === "done";
    await waitFor("the application may write, as soon as a replica is heard from", takesWrites(primary));
    for (const words of [["CONFIG", "GET", "save"], ["FLUSHALL"], ["KEYS", "*"], ["ACL", "LIST"]])
      expect([words[0], await refused(house.as("app", primary, words))]).toEqual([words[0], "NOPERM"]);
    expect(String(await house.as("app", primary, ["INFO", "replication"]))).toContain("connected_slaves:2");

    const addresses = sentinel?.addresses ?? [];
    for (const [index] of addresses.entries()) house.start(`sentinel-${index + 1}/sentinel.conf`);
    await waitFor(
      "the Sentinels have found each other",
      async () => {
        const said = addresses.map((at) =>
          house.as("app", at, ["SENTINEL", "SENTINELS", name]).catch(() => null),
        );
        return (await Promise.all(said)).every((others) => Array.isArray(others) && others.length === 2);
      },
      30_000,
    );
    for (const at of addresses)
      expect(String(await house.as("admin", at, ["SENTINEL", "CKQUORUM", name]))).toMatch(/^OK 3 usable/);
    expect([await checked(house), told.filter((line) => line.includes("FAIL"))]).toEqual([0, []]);

    for (const at of addresses)
      await house.as("admin", at, ["SENTINEL", "SET", name, "down-after-milliseconds", "1000"]);
    await house.kill("primary/redis.conf");
    const [first = primary] = addresses;
    // As an application does it: asked anew each time, since on a busy machine Sentinels may change their minds once more.
    await waitFor(
      "where the Sentinels send clients, writes are taken, and so a replica follows and is heard from",
      async () => {
        const said = await house.as("app", first, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name]);
        const port = Array.isArray(said) ? Number(said[1]) : primary.port;
        if (port === primary.port) return false;
        const at = { host: primary.host, port };
        const before = await house.as("app", at, ["GET", "a"]).catch(() => null);
        return before === "1" && (await takesWrites(at)());
      },
      60_000,
    );
  }, 120_000);
});
