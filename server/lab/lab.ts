import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type {
  ChangeLink,
  Experiment,
  LabEnvironment,
  LabPlace,
  LabResult,
  Lab as LabState,
  StartExperiment,
} from "@/lib/contract";
import { groupLimits, refusalsOf } from "@/lib/lab/limits";
import { requireEnabled } from "@/server/actions/admission";
import { ProblemError } from "@/server/errors";
import { findServer, sweepStrays } from "@/server/local";
import type { ActionsGate, Fleet, Store } from "@/server/ports";
import { keyOf } from "@/server/store/experiments";
import { timeOrderedId } from "@/server/store/ids";
import type { Carries } from "./carries";
import type { Bench, GroupPlace, ThrowawayPlace } from "./experiment";
import { Going } from "./going";
import { removeLeftKeys } from "./left-keys";
import { thisMachine } from "./machine";
import { groupPlace, type HeldPlace, throwawayPlace } from "./places";
import { refusalAt } from "./sync/room";

export interface LabDeps {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly gate: ActionsGate;
  readonly carries: Carries;
  readonly dataDir: string;
  /** In the demo experiments may run everywhere, until somebody says otherwise. */
  readonly isDemo: boolean;
  /** Hears of an experiment whenever something about it has changed. */
  readonly told: (experiment: Experiment) => void;
  readonly version: string;
  readonly log: Logger;
  readonly now: () => number;
}

/** Experiments: who may make one where, and what became of it. Every refusal is a ProblemError. */
export interface Lab {
  state(): Promise<LabState>;
  allow(place: LabPlace, allowed: boolean, actor: string): Promise<void>;
  /** @throws ProblemError `actions-disabled`, `lab-not-allowed`, `lab-not-possible`, `lab-busy` with the other one */
  start(request: StartExperiment, actor: string): Promise<Experiment>;
  /** As it is now: of one that runs here, newer than what the store has. */
  get(id: string): Promise<Experiment | null>;
  /** It ends soon, with what it has. @throws ProblemError `experiment-ended` */
  stop(id: string): Experiment;
  /** @throws ProblemError `experiment-ended`, `not-found` */
  changeLink(id: string, change: ChangeLink): Experiment;
  /** @throws ProblemError `experiment-running` */
  remove(experiment: Experiment, actor: string): Promise<void>;
  /** Ends what a process that is gone left behind. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

export function createLab(deps: LabDeps): Lab {
  const { fleet, store, gate, log, now } = deps;
  const root = join(deps.dataDir, "lab");
  const at = (): string => new Date(now()).toISOString();
  let going: { readonly one: Going; readonly ended: Promise<void> } | null = null;
  let closed = false;

  const isAllowed = async (where: LabPlace): Promise<boolean> =>
    (await store.experiments.allowed()).get(keyOf(where)) ?? deps.isDemo;
  const findBinary = () => findServer({ install: false });

  async function hold(request: StartExperiment, id: string, signal: AbortSignal) {
    const { where } = request;
    if (where.place === "group") return groupPlace(fleet, where.group);
    const binary = await findBinary();
    if ("missing" in binary) throw notPossible([binary.missing]);
    return throwawayPlace(binary, root, id, signal);
  }

  async function admit(request: StartExperiment): Promise<void> {
    requireEnabled(gate);
    const { where, settings } = request;
    if (!(await isAllowed(where))) throw notAllowed(where);
    const refusals = refusalsOf(where, settings);
    if (refusals.length > 0) throw notPossible(refusals.map(({ path, text }) => `${path}: ${text}`));
    const unfit = settings.kind === "sync" ? await refusalAt(deps.dataDir, settings) : null;
    if (unfit !== null) throw notPossible([unfit]);
    if (closed) throw notPossible(["Tidemark is being stopped."]);
    await recover();
  }

  async function start(request: StartExperiment, actor: string): Promise<Experiment> {
    await admit(request);
    const experiment: Experiment = {
      ...request,
      id: timeOrderedId(now()),
      actor,
      state: "running",
      startedAt: at(),
      endedAt: null,
      progress: null,
      environment: null,
      result: null,
      links: [],
      error: null,
      cleanUp: null,
    };
    const one = new Going(experiment, deps.told);
    const held = await hold(request, experiment.id, one.stop.signal);
    await store.experiments.insert(experiment, [entry("experiment-started", experiment, actor)]);
    const ended = carry(one, held)
      .catch((error: unknown) =>
        log.error({ err: error, experiment: experiment.id }, "An experiment broke off"),
      )
      .finally(() => {
        going = null;
      });
    going = { one, ended };
    deps.told(experiment);
    return experiment;
  }

  async function carry(one: Going, held: HeldPlace<ThrowawayPlace | GroupPlace>): Promise<void> {
    const machine = thisMachine();
    const environment = (): LabEnvironment => ({
      tidemark: deps.version,
      node: process.version,
      servers: held.servers(),
      machine,
    });
    one.change({ environment: environment() });
    let end: Partial<Experiment>;
    try {
      const { result, cleanUp } = await run(one, held, environment);
      end = { state: one.stop.signal.aborted ? "stopped" : "done", result, cleanUp };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (one.stop.signal.aborted) end = { state: "stopped" };
      else end = { state: "failed", error: why };
      if (!one.stop.signal.aborted)
        log.warn({ err: error, experiment: one.experiment.id }, "An experiment failed");
    }
    one.end();
    const taken = environment();
    await held.close();
    one.change({ ...end, environment: taken, endedAt: at(), progress: null, links: [] });
    const { experiment } = one;
    await store.experiments.save(experiment, [entry("experiment-ended", experiment, experiment.actor)]);
    log.info({ experiment: experiment.id, state: experiment.state }, "Experiment ended");
  }

  function run(
    one: Going,
    { place, servers }: HeldPlace<ThrowawayPlace | GroupPlace>,
    environment: () => LabEnvironment,
  ): Promise<{ result: LabResult; cleanUp: string }> {
    const { settings, id } = one.experiment;
    let known = servers().length;
    const shared = {
      id,
      where: place,
      signal: one.stop.signal,
      report: (...[progress, result]: Parameters<Bench<never, LabResult>["report"]>) => {
        if (servers().length !== known) one.change({ environment: environment() });
        known = servers().length;
        one.report(progress, result);
      },
      offerLinks: one.offerLinks,
    };
    switch (settings.kind) {
      case "consistency":
        return deps.carries.consistency({ ...shared, settings });
      case "scaling":
        return deps.carries.scaling({ ...shared, settings });
      case "sync":
        return deps.carries.sync({ ...shared, settings });
    }
  }

  const runningOne = (id: string): Going => {
    if (going?.one.experiment.id === id) return going.one;
    throw new ProblemError(
      409,
      "experiment-ended",
      "The experiment does not run",
      `Experiment ${id} has ended, or another process carries it out.`,
    );
  };

  async function recover(): Promise<void> {
    await sweepStrays(root);
    for (const left of await store.experiments.takeOver(going?.one.experiment.id ?? null)) {
      await removeFolders(root, left.id);
      const cleanUp = await removeLeftKeys(fleet, left);
      const ended: Experiment = {
        ...left,
        state: "interrupted",
        endedAt: at(),
        progress: null,
        links: [],
        error: "Tidemark ended while it ran.",
        cleanUp,
      };
      await store.experiments.save(ended, [entry("experiment-ended", ended, ended.actor)]);
      deps.told(ended);
    }
  }

  return {
    async state() {
      const [allowed, binary] = [await store.experiments.allowed(), await findBinary()];
      const may = (place: LabPlace): boolean => allowed.get(keyOf(place)) ?? deps.isDemo;
      return {
        throwaway: {
          allowed: may({ place: "throwaway" }),
          server:
            "missing" in binary
              ? null
              : { path: binary.path, version: `${binary.product} ${binary.version}` },
          unable: "missing" in binary ? binary.missing : null,
        },
        groups: fleet.groups().map(({ id, instances }) => ({
          group: id,
          allowed: may({ place: "group", group: id }),
          limits: groupLimits,
          instances: instances.flatMap(({ id: instance, role }) =>
            role === null ? [] : [{ id: instance, role }],
          ),
        })),
        running: going?.one.experiment.id ?? null,
      };
    },
    allow: (place, allowed, actor) =>
      store.experiments.allow(place, allowed, [
        {
          kind: "lab-allowed",
          actor,
          group: place.place === "group" ? place.group : null,
          instance: null,
          run: null,
          detail: { place: place.place, allowed },
        },
      ]),
    start,
    get: async (id) =>
      going?.one.experiment.id === id ? going.one.experiment : await store.experiments.get(id),
    stop(id) {
      const one = runningOne(id);
      one.stop.abort(new Error("Stopped."));
      return one.experiment;
    },
    changeLink(id, change) {
      const one = runningOne(id);
      one.changeLink(change);
      return one.experiment;
    },
    async remove(experiment, actor) {
      if (experiment.state === "running")
        throw new ProblemError(
          409,
          "experiment-running",
          "The experiment runs",
          `Experiment ${experiment.id} runs. Stop it first.`,
        );
      await store.experiments.delete(experiment.id, [entry("experiment-deleted", experiment, actor)]);
    },
    recover,
    async close() {
      closed = true;
      going?.one.stop.abort(new Error("Tidemark is being stopped."));
      await going?.ended;
    },
  };
}

/** Servers that still ran there were ended before. */
async function removeFolders(root: string, id: string): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(id)))
    await rm(join(root, name), { recursive: true, force: true });
}

const entry = (
  kind: "experiment-started" | "experiment-ended" | "experiment-deleted",
  { id, where, settings, state }: Experiment,
  actor: string,
) => ({
  kind,
  actor,
  group: where.place === "group" ? where.group : null,
  instance: null,
  run: null,
  detail: {
    experiment: id,
    measures: settings.kind,
    place: where.place,
    ...(kind === "experiment-ended" && { state }),
  },
});

const notAllowed = (where: LabPlace): ProblemError =>
  new ProblemError(
    403,
    "lab-not-allowed",
    "Experiments are not allowed there",
    where.place === "throwaway"
      ? "Experiments on throw-away servers are not allowed here. An admin can allow them on the lab's page, or by POST /api/lab/throwaway."
      : `Experiments are not allowed in ${where.group}. An admin of it can allow them on the lab's page, or by POST /api/groups/${where.group}/lab.`,
  );

const notPossible = (reasons: readonly string[]): ProblemError =>
  new ProblemError(422, "lab-not-possible", "This cannot be measured so", reasons.join(" "), {
    errors: [...reasons],
  });
