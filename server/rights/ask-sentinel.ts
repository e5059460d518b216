import type { Fleet } from "@/server/ports";
import { errorCode } from "@/server/redis/failure";
import type { Asked, Want } from "./ask";

const ASK_MS = 2000;

/**
 * Whether Tidemark's users may tell a Sentinel what they are to tell it. All of that can be said without any effect, to a primary
 * of a name that none has: so it is. Sentinels have users from 6.2 on.
 */
export const askSentinelRights = (
  fleet: Pick<Fleet, "sentinelCommand">,
  group: string,
  sentinel: string,
  wants: readonly Want[],
): Promise<Asked[]> =>
  Promise.all(
    wants.map(async (want) => {
      const said = await fleet.sentinelCommand(group, sentinel, want.words, {
        as: want.as,
        deadlineMs: ASK_MS,
      });
      const refused = said.state === "refused" && errorCode(said.message) === "NOPERM";
      if (refused) return { want, answer: "may-not" as const, lacks: [...want.rules] };
      const answered = said.state === "replied" || said.state === "refused";
      return { want, answer: answered ? ("may" as const) : ("unknown" as const), lacks: [] };
    }),
  );
