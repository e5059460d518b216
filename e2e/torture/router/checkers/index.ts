import type { Checker, History, Violation } from "../history";
import { availability } from "./availability";
import { lagBytes, lagSeconds, lagTold } from "./lag";
import { latest } from "./latest";
import { own } from "./own";
import { writes } from "./writes";

/** Every checker, and what it promises in a sentence. */
export const checkers: readonly {
  readonly name: string;
  readonly promise: string;
  readonly check: Checker;
}[] = [
  { name: "latest", promise: "readLatest lacks nothing that was acknowledged before it", check: latest },
  { name: "own", promise: "readYourWrites lacks nothing that its session wrote", check: own },
  { name: "lag-seconds", promise: "a read within seconds lacks nothing older", check: lagSeconds },
  { name: "lag-told", promise: "no answer is further behind than it says", check: lagTold },
  { name: "lag-bytes", promise: "a read within bytes lacks no more than these", check: lagBytes },
  { name: "writes", promise: "nothing is written twice, and nothing that was refused", check: writes },
  { name: "availability", promise: "a whole group refuses nothing", check: availability },
];

export const violationsIn = (history: History): Violation[] =>
  checkers.flatMap(({ check }) => check(history));
