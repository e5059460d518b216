import type { Logger } from "pino";
import type { AuditDraft } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { Store } from "@/server/ports";

/** Whom and what something is about, before it is known how it went. */
export type About = Omit<AuditDraft, "kind">;

/** Does `work`; a refusal is written down, with its code and its reason, before the caller hears of it. */
export type Denying = <T>(about: About, work: () => Promise<T>) => Promise<T>;

export const createDenying =
  (audit: Pick<Store["audit"], "append">, log: Logger): Denying =>
  async (about, work) => {
    try {
      return await work();
    } catch (problem) {
      // A store that fails cannot be told of it.
      if (problem instanceof ProblemError && problem.code !== "store-failing")
        await audit
          .append([{ ...about, kind: "denied", detail: { ...about.detail, ...reasonOf(problem) } }])
          .catch((failure: unknown) => log.error({ err: failure }, "A refusal could not be written down"));
      throw problem;
    }
  };

const reasonOf = ({ code, detail, extra }: ProblemError): Record<string, unknown> => ({
  code,
  reason: detail,
  ...(extra.run !== undefined && { busyWith: extra.run }),
});
