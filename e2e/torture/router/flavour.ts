import { createReadRouter } from "@/server/router";
import type { ReadRouter, RouterOptions } from "@/server/router/public";
import { Naive } from "./decoys/naive";
import { type Mode, modes } from "./history";

/** What the clients call. */
export type Driven = Pick<
  ReadRouter,
  "ready" | "write" | "read" | "bulkRead" | "readLatest" | "readYourWrites" | "session" | "close"
>;

/** The true router, or one with a defect. */
export interface Flavour {
  readonly name: string;
  readonly what: string;
  /** How its clients read; all of them write. */
  readonly modes: readonly Mode[];
  readonly create: (options: RouterOptions) => Driven;
  /** The checker that is to find the defect; null: there is none. */
  readonly caughtBy: string | null;
}

export const truth: Flavour = {
  name: "true",
  what: "the router as it is",
  modes,
  create: createReadRouter,
  caughtBy: null,
};

/** Routers as one writes them in an afternoon: each believes one thing that is not so. */
export const decoys: readonly Flavour[] = [
  {
    name: "trusts-last-poll",
    what: "readLatest from the primary of the last look",
    modes: ["latest"],
    create: (options) => new Naive(options, {}),
    caughtBy: "latest",
  },
  {
    name: "first-primary",
    what: "the primary is whoever says so first",
    modes: ["latest"],
    create: (options) => new Naive(options, { primary: "first-that-says-so" }),
    caughtBy: "latest",
  },
  {
    name: "bare-offsets",
    what: "readYourWrites compares offsets of whatever histories",
    modes: ["own"],
    create: (options) => new Naive(options, {}),
    caughtBy: "own",
  },
  {
    name: "age-of-last-ack",
    what: "seconds behind are the age of the last ACK",
    modes: ["lag-seconds"],
    create: (options) => new Naive(options, {}),
    caughtBy: "lag-seconds",
  },
  {
    name: "link-up-is-level",
    what: "a replica whose link is up is not behind",
    modes: ["lag-bytes"],
    create: (options) => new Naive(options, {}),
    caughtBy: "lag-bytes",
  },
  {
    name: "sends-again",
    what: "a write whose reply did not come is sent again",
    modes: ["read"],
    create: (options) => new Naive(options, { lostReply: "send-again" }),
    caughtBy: "writes",
  },
  {
    name: "looks-once",
    what: "the roles are those of the first look",
    modes: ["read"],
    create: (options) => new Naive(options, { primary: "of-the-first-look" }),
    caughtBy: "availability",
  },
];

export const flavours: readonly Flavour[] = [truth, ...decoys];
