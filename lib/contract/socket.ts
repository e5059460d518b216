import { z } from "zod";
import type { Grants } from "./access";
import type { Backup } from "./backup";
import { GroupId, InstanceId, NamedInstance } from "./common";
import type { Event } from "./event";
import type { Finding } from "./finding";
import type { Group } from "./group";
import type { Instance } from "./instance";
import type { Experiment } from "./lab";
import type { Run } from "./run";

/** `watch`: which groups this page wants to hear of. */
export const Watch = z.object({ groups: z.union([z.literal("*"), z.array(GroupId).max(500)]) });
export type Watch = z.infer<typeof Watch>;

/** What changed of one instance: its id and each top-level field that differs, whole. A new `sampledAt` means a new sample. */
export type InstancePatch = Pick<Instance, "id"> & Partial<Omit<Instance, "id">>;

export interface Tick {
  /** Rises by one per tick and socket; a hole means: watch again. */
  seq: number;
  /** Unix milliseconds. */
  at: number;
  group: string;
  revision: number;
  rows: InstancePatch[];
}

export interface ServerToClient {
  tick: (tick: Tick) => void;
  /** Roles, links or members changed, or the findings or the run in progress did. */
  group: (group: Group) => void;
  /** A group was forgotten. */
  "group-gone": (id: string) => void;
  finding: (finding: Finding & { open: boolean }) => void;
  event: (event: Event) => void;
  run: (run: Run) => void;
  backup: (backup: Backup) => void;
  /** An experiment of the lab began, came on, or ended. */
  experiment: (experiment: Experiment) => void;
  /** What you may do has changed. Groups that you no longer see follow as `group-gone`, new ones as `group`. */
  access: (access: { grants: Grants }) => void;
  /** Every second. */
  beat: (beat: { at: number; version: string }) => void;
}

export interface ClientToServer {
  watch: (
    request: Watch,
    acknowledge: (answer: { seq: number; groups: Group[] } | { error: string }) => void,
  ) => void;
}

/** Faults of the demo's own servers: `POST /api/demo/faults`. */
export const Fault = z
  .discriminatedUnion("fault", [
    z.object({ fault: z.literal("pause"), instance: NamedInstance }),
    z.object({ fault: z.literal("resume"), instance: NamedInstance }),
    z.object({ fault: z.literal("kill"), instance: NamedInstance }),
    z.object({ fault: z.literal("restart"), instance: NamedInstance }),
    z.object({ fault: z.literal("cut"), instance: NamedInstance }),
    z.object({ fault: z.literal("mend"), instance: NamedInstance }),
  ])
  .meta({ id: "Fault" });
export type Fault = z.infer<typeof Fault>;

/** `GET /api/demo`: what the demo's servers are doing to themselves. 404 outside the demo. */
export const DemoState = z
  .object({
    group: GroupId,
    instances: z.array(
      z.object({
        instance: InstanceId,
        process: z.enum(["running", "paused", "killed"]),
        link: z.enum(["whole", "cut"]).nullable(),
      }),
    ),
  })
  .meta({ id: "DemoState" });
export type DemoState = z.infer<typeof DemoState>;
