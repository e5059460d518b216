import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Dashboard } from "./dashboard";
import { nowMs, type Roles } from "./history";
import type { Recorder } from "./recorder";
import { GROUP, rolesOf, type World } from "./world";

const ROLES_EVERY_MS = 250;
const PROCESSES_EVERY_MS = 5_000;

/** Notes, all the time, who is what by the instances and by the dashboards, and what the dashboards take. */
export function startSampler(world: World, recorder: Recorder): () => Promise<void> {
  let stopped = false;
  const roles = (async () => {
    while (!stopped) {
      const before = rolesOf(await world.truth());
      const atMs = nowMs();
      const shown = await Promise.all(world.dashboards.map(shownBy));
      const after = rolesOf(await world.truth());
      // While it changes nobody can say what ought to be shown.
      const truth = isDeepStrictEqual(before, after) ? after : null;
      recorder.add({ kind: "roles", atMs, truth, shown });
      await delay(ROLES_EVERY_MS);
    }
  })();
  const look = (): void => {
    for (const dashboard of world.dashboards) {
      const usage = dashboard.usage();
      if (usage !== null) recorder.add({ kind: "process", atMs: nowMs(), dashboard: dashboard.n, ...usage });
    }
  };
  const timer = setInterval(look, PROCESSES_EVERY_MS);
  return async () => {
    stopped = true;
    clearInterval(timer);
    look();
    await roles;
  };
}

async function shownBy(dashboard: Dashboard): Promise<Roles | null> {
  if (dashboard.state !== "running") return null;
  const group = await dashboard.group(GROUP);
  if (group === null) return null;
  return Object.fromEntries(group.instances.map(({ id, role, upstream }) => [id, { role, upstream }]));
}

/** Settings that tell of the present state rather than of what somebody set. */
const NO_SETTING = /^(dir|port|dbfilename)$/;

/** Writes down what the decoys hold and how they are set. */
export async function noteDecoys(world: World, recorder: Recorder): Promise<void> {
  for (const node of world.decoys) {
    const said = await node.asker.say();
    const config = await node.asker.ask(["CONFIG", "GET", "*"]);
    const settings = (Array.isArray(config) ? config : []).map(String);
    const pairs = settings.flatMap((name, n) =>
      n % 2 === 0 && !NO_SETTING.test(name) ? [[name, settings[n + 1]]] : [],
    );
    recorder.add({
      kind: "decoy",
      atMs: nowMs(),
      instance: node.id,
      facts: {
        digest: String(await node.asker.ask(["DEBUG", "DIGEST"])),
        role: said === null ? "silent" : `${said.role} ${said.upstream ?? ""}`,
        settings: JSON.stringify(pairs),
      },
    });
  }
}
