import type { Plan, Problem } from "@/lib/contract";

/** Where one dialog is between its opening and its run. What the run does then is the run's own state. */
export type Moment =
  | { readonly at: "planning" }
  /** The API would not make a plan. */
  | { readonly at: "refused"; readonly problem: Problem }
  | {
      readonly at: "planned";
      readonly plan: Plan;
      /** When it arrived, Unix milliseconds. */
      readonly receivedAtMs: number;
      /** Why the last attempt to run it was refused. */
      readonly problem: Problem | null;
    }
  | { readonly at: "starting"; readonly plan: Plan; readonly receivedAtMs: number }
  | { readonly at: "started"; readonly plan: Plan; readonly run: string };

export type Happening =
  | { readonly type: "asked" }
  | { readonly type: "planned"; readonly plan: Plan; readonly atMs: number }
  | { readonly type: "refused"; readonly problem: Problem }
  | { readonly type: "executed" }
  | { readonly type: "started"; readonly run: string };

export const firstMoment: Moment = { at: "planning" };

/** The moment after `happening`. What cannot happen at a moment changes nothing: a late answer, a second click. */
export function nextMoment(moment: Moment, happening: Happening): Moment {
  switch (happening.type) {
    case "asked":
      return moment.at === "starting" || moment.at === "started" ? moment : firstMoment;
    case "planned":
      return moment.at === "planning"
        ? { at: "planned", plan: happening.plan, receivedAtMs: happening.atMs, problem: null }
        : moment;
    case "refused":
      if (moment.at === "planning") return { at: "refused", problem: happening.problem };
      if (moment.at === "starting") return { ...moment, at: "planned", problem: happening.problem };
      return moment;
    case "executed":
      return moment.at === "planned"
        ? { at: "starting", plan: moment.plan, receivedAtMs: moment.receivedAtMs }
        : moment;
    case "started":
      return moment.at === "starting" ? { at: "started", plan: moment.plan, run: happening.run } : moment;
  }
}
