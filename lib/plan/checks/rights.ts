import { type MissingRight, missingText } from "@/lib/acl";
import { instanceOf } from "../context";
import { type CheckRow, everything, fail, warn } from "./row";

/** What a run does without: a role then ends with the process. */
const dispensable: ReadonlySet<string> = new Set(["+config|rewrite"]);

/** Rules about who may send what. */
export const rightsRows: readonly CheckRow[] = [
  {
    code: "rights",
    actions: everything,
    rule: "Whoever sends a command of the plan may run it there.",
    judge: ({ context }) => {
      const missing = context.missingRights ?? [];
      if (missing.length === 0) return null;
      const places = new Map<string, MissingRight[]>();
      for (const one of missing) {
        const name = instanceOf(context, one.instance)?.name ?? one.instance;
        const place = one.sentinel === null ? name : `the Sentinel at ${one.sentinel}`;
        places.set(place, [...(places.get(place) ?? []), one]);
      }
      const text = [...places]
        .flatMap(([place, of]) => missingText(of).map((sentence) => `At ${place}: ${sentence}.`))
        .join(" ");
      const evidence = [...new Set(missing.map(({ rule }) => rule))].join(" ");
      return missing.every(({ rule }) => dispensable.has(rule)) ? warn(text, evidence) : fail(text, evidence);
    },
  },
];
