import { expect, test } from "vitest";
import { loadSecondsOf } from "./load-log";

const line = (time: string, text: string): string => `4711:S 26 Nov 2026 ${time} * ${text}`;

test.each(["MASTER", "PRIMARY"])("a load took as long as the log of a replica of a %s says", (upstream) => {
  const log = [
    line("10:00:00.000", `${upstream} <-> REPLICA sync: Flushing old data`),
    line("10:00:00.250", `${upstream} <-> REPLICA sync: Loading DB in memory`),
    line("10:00:00.900", "Done loading RDB, keys loaded: 500, keys expired: 0."),
    line("10:00:01.000", `${upstream} <-> REPLICA sync: Finished with success`),
  ].join("\n");
  expect(loadSecondsOf(log)).toBe(0.75);
});

test("the last load counts, over midnight too; one that did not end well is none", () => {
  const first = [
    line("09:00:00.000", "MASTER <-> REPLICA sync: Loading DB in memory"),
    line("09:00:05.000", "MASTER <-> REPLICA sync: Finished with success"),
  ];
  const second = line("23:59:59.900", "MASTER <-> REPLICA sync: Loading DB in memory");
  const third = line("00:00:00.100", "MASTER <-> REPLICA sync: Finished with success");
  expect(loadSecondsOf([...first, second, third].join("\n"))).toBe(0.2);
  expect(loadSecondsOf([...first, second].join("\n"))).toBeNull();
  expect(loadSecondsOf("")).toBeNull();
});
