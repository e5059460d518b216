import type { Checker, History, Violation } from "../history";
import { decoys } from "./decoys";
import { endings } from "./endings";
import { losses } from "./losses";
import { oneToOne } from "./one-to-one";
import { oneWritable } from "./one-writable";
import { processes } from "./processes";
import { refusals } from "./refusals";
import { roles } from "./roles";
import { secrets } from "./secrets";
import { writable } from "./writable";

/** Every checker, and what it promises in a sentence. */
export const checkers: readonly {
  readonly name: string;
  readonly promise: string;
  readonly check: Checker;
}[] = [
  { name: "losses", promise: "no acknowledged write is lost but what was stated before", check: losses },
  { name: "one-writable", promise: "no two instances of the group take writes", check: oneWritable },
  {
    name: "writable",
    promise: "somebody takes writes at all times, but for the stated pause",
    check: writable,
  },
  { name: "endings", promise: "every run has an ending 30 s after the last fault", check: endings },
  { name: "refusals", promise: "no run that has ended keeps anybody out", check: refusals },
  {
    name: "one-to-one",
    promise: "every command sent was journalled, and none was sent twice",
    check: oneToOne,
  },
  { name: "roles", promise: "the dashboards show the roles as they are", check: roles },
  { name: "decoys", promise: "the other group is untouched", check: decoys },
  { name: "secrets", promise: "no secret is in a frame, a log or the store", check: secrets },
  { name: "processes", promise: "the dashboards' memory and files do not run away", check: processes },
];

export const violationsIn = (history: History): Violation[] =>
  checkers.flatMap(({ check }) => check(history));
