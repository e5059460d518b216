import { afterEach, describe, expect, test } from "vitest";
import type { Plan } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { startGroup, startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { idAt, openBench, rolesIn } from "./bench/bench.fixture";
import { verdictOf } from "./logins";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const never = (): never => {
  throw new Error("missing");
};
const SECRET = "s3cret-of-the-group";
const OTHER = "0ther-s3cret";
const login = { username: null, password: SECRET };
// The oldest that counts whom it refuses, and the newest.
const counting = (await serverMatrix()).filter(({ version }) => !version.startsWith("6."));
const binaries = [counting.at(0), counting.at(-1)].filter((binary) => binary !== undefined);

const set = (name: string, value: string): string[] => ["CONFIG", "SET", name, value];

/** What is sent to the upstream and to the replica, and the verdict; the server itself says whether it is true. */
const cases: [string, string[][], string[][], string][] = [
  ["neither has a password", [], [], "open"],
  ["the password fits", [set("requirepass", SECRET)], [set("masterauth", SECRET)], "fits"],
  ["no masterauth", [set("requirepass", SECRET)], [], "no-password"],
  ["another password", [set("requirepass", SECRET)], [set("masterauth", OTHER)], "wrong-password"],
  ["a password that nobody asks for", [], [set("masterauth", SECRET)], "unasked-password"],
  [
    "a second password of the default user",
    [set("requirepass", SECRET), ["ACL", "SETUSER", "default", `>${OTHER}`]],
    [set("masterauth", OTHER)],
    "fits",
  ],
  [
    "a user that only replicates",
    [
      ["ACL", "SETUSER", "repl", "on", `>${OTHER}`, "+psync", "+replconf", "+ping"],
      set("requirepass", SECRET),
    ],
    [set("masteruser", "repl"), set("masterauth", OTHER)],
    "fits",
  ],
  [
    "a user that is off",
    [["ACL", "SETUSER", "repl", "off", `>${OTHER}`, "+@all"]],
    [set("masteruser", "repl"), set("masterauth", OTHER)],
    "user-off",
  ],
  ["a user that is not there", [], [set("masteruser", "repl"), set("masterauth", OTHER)], "no-user"],
];

describe.each(binaries)("a replica's login on $name", (binary) => {
  test.each(cases)("%s: the verdict is what the server then does", async (_what, there, here, verdict) => {
    const [upstream, replica] = await Promise.all([startTestServer(binary), startTestServer(binary)]);
    closing.push(() => stopServers([upstream, replica]));
    if (there.length > 0) await ask(upstream, there);
    if (here.length > 0) await ask(replica, here);
    const secured = there.some(([, , name]) => name === "requirepass");
    const loginThere = secured ? { login } : {};
    const fleet = {
      command: async (id: string, words: readonly string[]) => ({
        state: "replied" as const,
        reply: await (id === idAt(upstream) ? ask(upstream, [words], loginThere) : ask(replica, [words])),
      }),
    };
    expect(await verdictOf({ fleet }, idAt(replica), idAt(upstream))).toBe(verdict);

    await ask(replica, [["REPLICAOF", upstream.host, String(upstream.port)]]);
    const seen = await waitFor("the link is up, or was refused", async () => {
      if ((await replicationField(replica, "master_link_status")) === "up") return "up";
      return /Unable to AUTH to (?:MASTER|PRIMARY)|NOAUTH/i.test(replica.logTail()) ? "refused" : null;
    });
    expect(seen).toBe(["open", "fits"].includes(verdict) ? "up" : "refused");
  });
});

const checkOf = ({ checks }: Plan) => checks.find(({ code }) => code === "replication-login");

test("an old primary that could not follow the new one is found before anything is sent, and no secret gets into the plan", async () => {
  const [binary = never()] = binaries;
  const group = await startGroup({ binary, replicas: 1 });
  closing.push(() => group.stop());
  const [target = never()] = group.replicas;
  await ask(target, [set("masterauth", SECRET)]);
  for (const server of [target, group.primary]) await ask(server, [set("requirepass", SECRET)]);
  const bench = await openBench({ servers: group.all, config: { password: SECRET } });
  closing.push(() => bench.close());
  const tell = (server: LocalServer, words: string[]) => ask(server, [words], { login });
  const plan = () => bench.plan({ action: "promote", instance: idAt(target) });

  const without = await plan();
  expect(checkOf(without)).toMatchObject({
    status: "fail",
    text: expect.stringContaining("has no masterauth"),
  });
  await expect(bench.start(without)).rejects.toMatchObject({ status: 422, code: "checks-failed" });
  await tell(group.primary, set("masterauth", OTHER));
  const wrong = await plan();
  expect(checkOf(wrong)).toMatchObject({
    status: "fail",
    text: expect.stringContaining("is no password of its user"),
  });
  await tell(group.primary, set("masterauth", SECRET));
  const right = await plan();
  expect(checkOf(right)).toMatchObject({ status: "pass" });
  await tell(group.primary, set("masterauth", ""));
  await expect(bench.start(right)).rejects.toMatchObject({
    code: "plan-stale",
    extra: { errors: [expect.stringContaining("has no masterauth")] },
  });
  await tell(group.primary, set("masterauth", SECRET));
  const run = await bench.ended(await bench.start(await plan()));
  expect(run.state).toBe("succeeded");
  expect(rolesIn(await bench.fleet.refresh("orders"))[idAt(group.primary)]).toBe(idAt(target));

  const written = JSON.stringify([without, wrong, right, run, bench.lines, bench.fleet.group("orders")]);
  for (const secret of [SECRET, OTHER]) expect(written).not.toContain(secret);
});

test("an operator who may not read users is told that nobody can say", async () => {
  const [binary = never()] = binaries;
  const group = await startGroup({ binary, replicas: 1 });
  closing.push(() => group.stop());
  const [target = never()] = group.replicas;
  for (const server of group.all)
    await ask(server, [["ACL", "SETUSER", "operator", "on", `>${SECRET}`, "~*", "+@all", "-acl", "-config"]]);
  const bench = await openBench({
    servers: group.all,
    config: { operator: { username: "operator", password: SECRET } },
  });
  closing.push(() => bench.close());
  const plan = await bench.plan({ action: "promote", instance: idAt(target) });
  expect(checkOf(plan)).toMatchObject({
    status: "warn",
    text: expect.stringContaining("can't be read with the rights"),
  });
});
