import { z } from "zod";
import { Bytes, InstanceId, Seconds } from "./common";
import { Check } from "./plan";

/**
 * How an instance stands among those that could become the primary. `best`: the first of those that can at all.
 * `possible`: it can as well, and its reasons say why it is not the first. `last-resort`: only where there is nothing better.
 * `never`: it cannot now, or was told not to.
 */
export const CandidateVerdict = z.enum(["best", "possible", "last-resort", "never"]);
export type CandidateVerdict = z.infer<typeof CandidateVerdict>;

export const Candidate = z
  .object({
    instance: InstanceId,
    /** From 1, best first. */
    rank: z.number().int().min(1),
    verdict: CandidateVerdict,
    /** Sentences with their evidence, what speaks against it first. */
    reasons: z.array(Check),
    lagBytes: Bytes.nullable(),
    lagSeconds: Seconds.nullable(),
    /** What its promotion makes of the links of the old primary and of its other replicas. */
    resyncs: z.object({
      partial: z.number().int().min(0),
      full: z.number().int().min(0),
      unknown: z.number().int().min(0),
      /** Of the full ones together, at most about so many; null: not known. */
      copyBytes: Bytes.nullable(),
    }),
  })
  .meta({ id: "Candidate" });
export type Candidate = z.infer<typeof Candidate>;

/** `GET /api/groups/:group/candidates`: every replica of the group, ranked for a promotion. */
export const CandidateList = z.object({ candidates: z.array(Candidate) }).meta({ id: "CandidateList" });
export type CandidateList = z.infer<typeof CandidateList>;
