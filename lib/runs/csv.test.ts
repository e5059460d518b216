import { describe, expect, it } from "vitest";
import type { Run } from "@/lib/contract";
import { runCsvLine, runsCsvHead } from "./csv";

const run: Run = {
  id: "run-1",
  plan: "plan-1",
  action: "promote",
  group: "orders",
  instance: "eu-1:6379",
  title: "Promote eu-1 to primary of orders",
  actor: "ana",
  state: "partial",
  startedAt: "2026-03-01T14:08:31.000Z",
  endedAt: null,
  steps: [],
  writePausedSeconds: 0.087,
  counted: { partial: 2, full: 0 },
  cancellable: false,
  summary: "Partly applied, step 2 of 3.",
  loss: null,
  advice: "redis-cli -h a PING\nredis-cli -h b PING",
  backup: null,
};

describe("runs as CSV", () => {
  it("have a line each, with what was measured, and the unknown empty", () => {
    expect(runsCsvHead).toBe(
      "startedAt,endedAt,group,action,instance,state,actor,title,summary,advice,writePausedSeconds,partialResyncs,fullResyncs,stepsDone,steps,id\r\n",
    );
    expect(runCsvLine({ ...run, advice: null })).toBe(
      '2026-03-01T14:08:31.000Z,,orders,promote,eu-1:6379,partial,ana,Promote eu-1 to primary of orders,"Partly applied, step 2 of 3.",,0.087,2,0,0,0,run-1\r\n',
    );
    expect(runCsvLine({ ...run, counted: null, writePausedSeconds: null })).toContain(",,,,0,0,run-1");
  });

  it("keep advice of several lines in one field, and take the sting out of an actor's name", () => {
    expect(runCsvLine(run)).toContain('"redis-cli -h a PING\nredis-cli -h b PING"');
    expect(runCsvLine({ ...run, actor: "=cmd()" })).toContain(",'=cmd(),");
  });
});
