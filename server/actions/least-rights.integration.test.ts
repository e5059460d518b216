import { describe, test } from "vitest";
import { rights, rightsOf, wordsOf } from "@/lib/acl";
import type { Plan, PlanRequest } from "@/lib/contract";
import { ASKED } from "@/server/backup/drill/digest";
import { listClients } from "@/server/clients/read";
import { startApplication } from "@/server/testing/application";
import { ask, replicationField } from "@/server/testing/ask";
import { startGroup, startTestServer, stopServers } from "@/server/testing/group";
import { hearAll } from "@/server/testing/said";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { idAt, openBench, rolesIn } from "./bench/bench.fixture";
import {
  leastLogins,
  leastRules,
  leastSettings,
  nameOf,
  optionsFor,
  refusedAt,
  rulesGiven,
  rulesUsed,
} from "./bench/least.fixture";

const never = (): never => {
  throw new Error("missing");
};
const parts = ["heartbeat", "restore", "drill"] as const;
const heartbeat = { prefix: "tidemark:heartbeat", intervalMs: 200, ttlMs: 30_000 };
const library = "#!lua name=one\nredis.register_function('f', function() return 1 end)";
const rightsCheck = ({ checks }: Plan) => checks.find(({ code }) => code === "rights") ?? null;

// One version after the other; of each, tests with servers of their own, which they mostly wait for.
describe.each(await serverMatrix())("on $name", (binary) => {
  test.concurrent("R16: users with just the rights of the table do everything, are refused nothing, and have none that they do not use", async ({
    expect,
    onTestFinished,
  }) => {
    const ear = hearAll();
    onTestFinished(() => ear.stop());
    const settings = leastSettings(binary, parts);
    const group = await startGroup({ binary, replicas: 2, settings });
    onTestFinished(() => group.stop());
    const spare = await startTestServer(binary, settings);
    onTestFinished(() => stopServers([spare]));
    const { primary } = group;
    const [heir = never(), other = never()] = group.replicas;
    await ask(primary, [
      ["SELECT", "1"],
      ["SET", "a", "1"],
      ...(Number.parseInt(binary.version, 10) >= 7 ? [["FUNCTION", "LOAD", library]] : []),
    ]);
    const bench = await openBench({ servers: group.all, config: leastLogins, heartbeat });
    onTestFinished(() => bench.close());

    const seen = await waitFor("every replica shows the heartbeat", async () => {
      const now = await bench.fleet.refresh("orders");
      return now.instances.every((one) => one.role === "primary" || one.heartbeat !== null) ? now : null;
    });
    expect(seen.instances.map(({ problem }) => problem)).toEqual([null, null, null]);
    expect(seen.findings.map(({ code }) => code)).not.toContain("monitor-lacks-rights");
    for (const { slow } of bench.fleet.members("orders").values()) {
      expect(slow).toMatchObject({ forbidden: [], sentinelSubscribers: 0 });
      expect(slow?.config?.get("appendonly")).toBe("no");
    }

    const succeed = async (request: PlanRequest): Promise<void> => {
      const { plan, run } = await bench.run(request);
      expect(plan.checks.filter(({ status }) => status === "fail")).toEqual([]);
      const undone = run.steps.filter(({ state }) => state !== "done");
      expect([request.action, run.state, undone]).toEqual([request.action, "succeeded", []]);
    };
    await succeed({ action: "promote", instance: idAt(heir), oldPrimary: "out" });
    await succeed({ action: "repoint", instance: idAt(other), upstream: idAt(primary) });
    await succeed({ action: "detach", instance: idAt(other) });
    await succeed({ action: "attach", instance: idAt(other), upstream: idAt(heir) });

    const shop = await startApplication(primary, "shop", ["SET", "a", "2"], 20);
    onTestFinished(() => shop.close());
    const listed = await waitFor("its writes are seen", async () => {
      const clients = (await listClients(bench.fleet, idAt(primary), 0))?.clients ?? [];
      return clients.some(({ name, writes }) => name === "shop" && writes === true) ? clients : null;
    });
    const ours = listed.filter(({ user, name }) => user?.startsWith("tm-") === true || name === "tidemark");
    expect(ours.filter(({ kind }) => kind === "normal")).toEqual([]);
    await succeed({ action: "disconnect", instance: idAt(primary) });

    await succeed({ action: "backup", instance: idAt(other), method: "bgsave" });
    await succeed({ action: "backup", instance: idAt(other), method: "wire" });
    const digest = await bench.fleet.command(idAt(other), ASKED, { as: "backup", deadlineMs: 2000 });
    expect(digest).toMatchObject({ state: "replied" });
    const [backup = never()] = (await bench.store.backups.list({})).filter(({ method }) => method === "wire");
    await bench.fleet.addGroup({ name: "spare", seeds: [`redis://${idAt(spare)}`], ...leastLogins });
    const request = { action: "restore", instance: idAt(spare), backup: backup.id } as const;
    const restored = await bench.ended(await bench.start(await bench.actions.plan("spare", request)));
    expect(restored).toMatchObject({ state: "succeeded" });

    const all = [...group.all, spare];
    for (const server of all) expect(await refusedAt(server)).toEqual([]);
    const options = optionsFor(binary, parts);
    const ports = new Set(all.map(({ port }) => port));
    expect([...rulesUsed(ear.said, ports, options)].sort()).toEqual([...rulesGiven(options)].sort());
    // A connection is one user's for as long as it lives: none is handed on.
    expect(ear.relogins(ports)).toBe(0);
  });

  test.concurrent("R16: the poller's user can neither promote nor change anything else, and a missing rule is named before a run", async ({
    expect,
    onTestFinished,
  }) => {
    const group = await startGroup({ binary, replicas: 1, settings: leastSettings(binary, []) });
    onTestFinished(() => group.stop());
    const [heir = never()] = group.replicas;
    const { username, password } = leastLogins;
    const roles = { [idAt(group.primary)]: "primary", [idAt(heir)]: idAt(group.primary) };
    const alone = await openBench({ servers: group.all, config: { username, password } });
    onTestFinished(() => alone.close());
    const options = optionsFor(binary, []);
    const readable = new Set(rightsOf("poller", options).map(({ rule }) => rule));
    const changing = [...rightsOf("operator", options), ...rightsOf("backup", options)].filter(
      ({ rule }) => !readable.has(rule),
    );
    for (const right of changing)
      expect([
        right.rule,
        await alone.fleet.command(idAt(heir), wordsOf(right), { as: "poller", deadlineMs: 2000 }),
      ]).toEqual([right.rule, { state: "refused", message: expect.stringMatching(/^NOPERM/) }]);
    const { run } = await alone.run({ action: "promote", instance: idAt(heir) });
    expect(run).toMatchObject({ state: "unchanged" });
    expect(run.steps[0]?.error).toMatch(/NOPERM.*: ACL SETUSER tm-poller \+(failover|config\|set)$/);
    expect(rolesIn(await alone.fleet.refresh("orders"))).toEqual(roles);

    const bench = await openBench({ servers: group.all, config: leastLogins });
    onTestFinished(() => bench.close());
    const set = (server: typeof heir, rules: readonly string[]) =>
      ask(server, [
        ["ACL", "SETUSER", nameOf("operator"), "reset", "on", `>${leastLogins.operator.password}`, ...rules],
      ]);
    const whole = leastRules(binary, "operator", []);
    const plan = () => bench.plan({ action: "detach", instance: idAt(heir) });
    expect(rightsCheck(await plan())).toBeNull();
    await set(
      heir,
      whole.filter((rule) => rule !== "+replicaof"),
    );
    expect(rightsCheck(await plan())).toMatchObject({
      status: "fail",
      text: expect.stringContaining(
        "The operator's user tm-operator may not run REPLICAOF: ACL SETUSER tm-operator +replicaof.",
      ),
    });
    await ask(heir, ["ACL SETUSER tm-operator +replicaof".split(" ")]);
    expect(rightsCheck(await plan())).toBeNull();
    await ask(heir, [["ACL", "LOG", "RESET"]]);
  });

  test.concurrent.for(rights.filter(({ party }) => party === "replica"))(
    "R16: a replica's user needs $rule",
    async ({ rule }, { expect, onTestFinished }) => {
      const settings = leastSettings(binary, []);
      const secret = settings.masterauth;
      const rules = leastRules(binary, "replica", []).filter((one) => one !== rule);
      const user = [`${nameOf("replica")} on >${secret} ${rules.join(" ")}`];
      const primary = await startTestServer(binary, { user });
      onTestFinished(() => stopServers([primary]));
      const replicaof = `${primary.host} ${primary.port}`;
      const replica = await startTestServer(binary, { ...settings, replicaof });
      onTestFinished(() => stopServers([replica]));
      const refused = await waitFor("it is refused", async () => {
        const lines = await refusedAt(primary);
        return lines.length > 0 ? lines : null;
      });
      expect(refused.join("\n")).toMatch(new RegExp(`${nameOf("replica")} command ${rule.slice(1)}`));
      const listed = await replicationField(primary, "slave0");
      // Without its REPLCONF the primary learns neither its port nor how far it is.
      if (listed !== undefined) expect(listed).toMatch(/port=0,.*offset=0/);
    },
  );
});
