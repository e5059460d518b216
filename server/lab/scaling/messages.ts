import { z } from "zod";

const count = z.number().int().min(0);
const Pem = z.string().nullable();
const Address = z.object({ host: z.string(), port: z.number().int() });
export type Address = z.infer<typeof Address>;

/** How the servers are dialled; all members of a group in the same way. It goes over the channel alone: a command line is for all to see. */
const Dial = z.object({
  username: z.string().nullable(),
  password: z.string().nullable(),
  tls: z.object({ ca: Pem, cert: Pem, key: Pem, serverName: Pem }).nullable(),
  /** `networks.allow`, which holds there as it does here. */
  networks: z.array(
    z.object({ family: z.enum(["ipv4", "ipv6"]), address: z.string(), prefix: z.number().int() }),
  ),
});
export type Dial = z.infer<typeof Dial>;

/** Where reads go: `router`: as the read router spreads them; `primary`; or to these replicas in turn. */
const ReadsFrom = z.union([z.enum(["router", "primary"]), z.array(Address).min(1)]);
export type ReadsFrom = z.infer<typeof ReadsFrom>;

/** What the load is: the share of it that one process makes. */
const LoadPlan = z.object({
  id: z.string(),
  /** How long the experiment runs at most: its keys outlive it. */
  ttlSeconds: z.number(),
  connections: z.number().int().min(1),
  pipeline: z.number().int().min(1),
  writesPerSecond: z.number().min(1).nullable(),
  readsPerSecond: z.number().min(1).nullable(),
  keys: z.number().int().min(1),
  valueBytes: z.number().int().min(1),
});
export type LoadPlan = z.infer<typeof LoadPlan>;

const Connect = z.object({
  do: z.literal("connect"),
  dial: Dial,
  /** Members of the group, the primary first. */
  seeds: z.array(Address).min(1),
  /** Whose an announced address is, where it is not what is dialled. */
  names: z.array(z.object({ announced: Address, dialled: Address })),
  readsFrom: ReadsFrom,
  /** How many replicas there are to be read. */
  replicas: count,
  plan: LoadPlan,
});
export type Connect = z.infer<typeof Connect>;

/**
 * What the process that makes the load is asked; it answers each once. `connect`: knows the primary and its replicas; `fill`: writes every key once, at most so many per second; `load`: begins; `count`: counts from here on; `tell`: what it counted since;
 * `rest`: nothing is under way any more, and every connection is closed.
 */
export const ToLoad = z.discriminatedUnion("do", [
  Connect,
  z.object({ do: z.literal("fill"), perSecond: z.number().min(1).nullable() }),
  z.object({ do: z.literal("load") }),
  z.object({ do: z.literal("count") }),
  z.object({ do: z.literal("tell") }),
  z.object({ do: z.literal("rest") }),
]);
export type ToLoad = z.infer<typeof ToLoad>;

const LatencyCounts = z.object({
  buckets: z.array(z.tuple([z.number().int(), count])),
  longestSeconds: z.number().min(0),
});

export const Told = z.object({
  seconds: z.number().min(0),
  writes: count,
  reads: count,
  readsFromPrimary: count,
  failures: z.record(z.string(), count),
  writeLatencies: LatencyCounts,
  readLatencies: LatencyCounts,
  cpuSeconds: z.number().min(0),
});
export type Told = z.infer<typeof Told>;

export const FromLoad = z.discriminatedUnion("said", [
  z.object({ said: z.literal("done") }),
  z.object({ said: z.literal("told"), told: Told }),
  z.object({ said: z.literal("failed"), why: z.string() }),
]);
export type FromLoad = z.infer<typeof FromLoad>;
