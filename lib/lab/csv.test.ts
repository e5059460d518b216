import { expect, test } from "vitest";
import { type Experiment, LabSettings } from "@/lib/contract";
import { experimentCsv } from "./csv";
import { MIB, rowOf } from "./sync.fixture";

const measured: Experiment = {
  id: "a",
  where: { place: "throwaway" },
  settings: LabSettings.parse({ kind: "sync", dataBytes: [MIB] }),
  note: '=HYPERLINK("x"), "quoted"',
  actor: "ana",
  state: "done",
  startedAt: "2026-11-22T14:03:12.000Z",
  endedAt: "2026-11-22T14:03:33.000Z",
  progress: null,
  environment: {
    tidemark: "0.1.0",
    node: "v24.21.0",
    servers: [{ instance: "primary", role: "primary", version: "redis 7.0.15" }],
    machine: { system: "Linux", processor: "x", cores: 2, memoryBytes: 1, loadBefore: null },
  },
  result: { kind: "sync", rows: [rowOf({ dataBytes: MIB }), rowOf({ dataBytes: 4 * MIB })] },
  links: [],
  error: null,
  cleanUp: null,
};

test("each line of the file has its figures, and says by itself which versions, machine and settings they are of", () => {
  const [names = "", ...lines] = experimentCsv(measured).trimEnd().split("\r\n");
  expect(names).toMatch(/^experiment,startedAt,state,place,note,servers,.*,settings,dataBytes,/);
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toContain(",primary redis 7.0.15,0.1.0,v24.21.0,Linux,x,2,1,,");
    expect(line).toContain('""dataBytes"":[1048576]');
  }
});

test("a note computes nothing in a spreadsheet", () => {
  expect(experimentCsv(measured)).toContain(`"'=HYPERLINK(""x""), ""quoted"""`);
});

test("one that measured nothing is a line that says so", () => {
  const [names, ...lines] = experimentCsv({ ...measured, state: "failed", result: null, environment: null })
    .trimEnd()
    .split("\r\n");
  expect(names).toMatch(/,settings$/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("a,2026-11-22T14:03:12.000Z,failed,throwaway,");
});
