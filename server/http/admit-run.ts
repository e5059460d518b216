import type { StartRun } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { ApiContext } from "./context";
import { notFound } from "./problems";
import type { Asking } from "./who";

/**
 * Whether somebody may run a plan: an operator of its group; for what is dangerous, one who has just proven who they are.
 * Programs and whoever never signs in are asked for no such proof: they could not give one.
 * @throws ProblemError `not-found`, `forbidden`, `confirm-identity`
 */
export async function admitRun(at: ApiContext, who: Asking, { plan: id }: StartRun): Promise<void> {
  const plan = await at.store.plans.get(id);
  if (plan === null) {
    who.demandAnywhere("operator");
    return;
  }
  if (!who.sees(plan.group)) throw notFound("There is no such plan.");
  who.demand("operator", plan.group);
  const { confirmedUntil } = who.identity;
  if (plan.confirm?.tier !== 3 || confirmedUntil === null || Date.parse(confirmedUntil) > at.now()) return;
  throw new ProblemError(
    403,
    "confirm-identity",
    "Confirm that it is you",
    "This action is dangerous and your sign-in is older than 5 minutes. Give your password again (POST /api/access/confirm), and send the same request once more.",
  );
}
