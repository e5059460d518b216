import { z } from "zod";
import { Bytes, GroupId, InstanceId, Timestamp } from "./common";
import { LabResult } from "./lab-results";
import { LabSettings, LinkWeather } from "./lab-settings";
import { StepProgress } from "./run";

/** `throwaway`: on servers that Tidemark starts on its own machine for the experiment, and removes after it. */
export const LabPlace = z.discriminatedUnion("place", [
  z.object({ place: z.literal("throwaway") }),
  z.object({ place: z.literal("group"), group: GroupId }),
]);
export type LabPlace = z.infer<typeof LabPlace>;

/** `POST /api/lab/experiments`. What is left out of the settings has its default. */
export const StartExperiment = z
  .object({ where: LabPlace, settings: LabSettings, note: z.string().max(200).default("") })
  .meta({ id: "StartExperiment" });
export type StartExperiment = z.infer<typeof StartExperiment>;
/** As somebody sends it. */
export type StartExperimentInput = z.input<typeof StartExperiment>;

/** What the figures were measured with. */
export const LabEnvironment = z.object({
  tidemark: z.string(),
  node: z.string(),
  /** Of those that took part: of a throw-away place they have names, of a group ids. */
  servers: z.array(
    z.object({ instance: z.string(), role: z.enum(["primary", "replica"]), version: z.string().nullable() }),
  ),
  machine: z.object({
    system: z.string(),
    processor: z.string(),
    cores: z.number().int().min(1),
    memoryBytes: Bytes,
    /** Processes that wanted to run, of the minute before; null: the system does not say. */
    loadBefore: z.number().min(0).nullable(),
  }),
});
export type LabEnvironment = z.infer<typeof LabEnvironment>;

/** `interrupted`: Tidemark ended meanwhile; what it had started is gone, and what it had written is removed or expires. */
export const ExperimentState = z.enum(["running", "done", "stopped", "failed", "interrupted"]);
export type ExperimentState = z.infer<typeof ExperimentState>;

export const Experiment = z
  .object({
    id: z.string(),
    where: LabPlace,
    settings: LabSettings,
    note: z.string(),
    actor: z.string(),
    state: ExperimentState,
    startedAt: Timestamp,
    endedAt: Timestamp.nullable(),
    progress: StepProgress.nullable(),
    /** Null: not known yet. */
    environment: LabEnvironment.nullable(),
    /** While it runs, what is measured so far. */
    result: LabResult.nullable(),
    /** The links of a throw-away place that can be changed now, by the replica's name. */
    links: z.array(z.object({ replica: z.string(), weather: LinkWeather })),
    error: z.string().nullable(),
    /** What became of what it had written or started. */
    cleanUp: z.string().nullable(),
  })
  .meta({ id: "Experiment" });
export type Experiment = z.infer<typeof Experiment>;

/** `GET /api/lab/experiments`, newest first. */
export const ExperimentList = z.object({ experiments: z.array(Experiment) }).meta({ id: "ExperimentList" });

/** `POST /api/lab/experiments/:id/links`: how one link is from now on. */
export const ChangeLink = z.object({ replica: z.string().max(100), weather: LinkWeather }).meta({
  id: "ChangeLink",
});
export type ChangeLink = z.infer<typeof ChangeLink>;

/** `POST /api/lab/throwaway` and `POST /api/groups/:group/lab`. */
export const AllowLab = z.object({ allowed: z.boolean() }).meta({ id: "AllowLab" });
export type AllowLab = z.infer<typeof AllowLab>;

/** `GET /api/lab`: where experiments may run. */
export const Lab = z
  .object({
    throwaway: z.object({
      allowed: z.boolean(),
      /** The server program they would be; null: none was found. */
      server: z.object({ path: z.string(), version: z.string() }).nullable(),
      /** Why none can be started here; null: they can, where it is allowed. */
      unable: z.string().nullable(),
    }),
    groups: z.array(
      z.object({
        group: GroupId,
        allowed: z.boolean(),
        /** What its experiments may at most do. */
        limits: z.object({ writesPerSecond: z.number(), readsPerSecond: z.number(), bytes: Bytes }),
        instances: z.array(z.object({ id: InstanceId, role: z.enum(["primary", "replica"]) })),
      }),
    ),
    /** The experiment that runs now: there is one at a time, for two would measure each other. */
    running: z.string().nullable(),
  })
  .meta({ id: "Lab" });
export type Lab = z.infer<typeof Lab>;
