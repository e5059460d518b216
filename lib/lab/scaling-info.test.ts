import { expect, test } from "vitest";
import { behindBytes, perSecond, readCounters, type TimedCounters } from "./scaling-info";

const text = (more: string) =>
  `# CPU\r\nused_cpu_sys:1.5\r\nused_cpu_user:2.25\r\nused_cpu_sys_children:0.125\r\nused_cpu_user_children:0.125\r\n${more}`;
const at = (atMs: number, offset: number | null): TimedCounters => ({
  atMs,
  offset,
  cpuSeconds: null,
  replicationOutputBytes: null,
});

test("CPU is that of the server and its children; a version that does not count a thing has it unknown", () => {
  expect(readCounters(text("total_net_repl_output_bytes:4096\r\nmaster_repl_offset:77\r\n"))).toEqual({
    cpuSeconds: 4,
    replicationOutputBytes: 4096,
    offset: 77,
  });
  expect(readCounters("# CPU\r\nused_cpu_sys:1.5\r\n")).toEqual({
    cpuSeconds: null,
    replicationOutputBytes: null,
    offset: null,
  });
  expect(readCounters(["no", "INFO"])).toBeNull();
});

test("a replica stands where it has applied the stream", () => {
  expect(readCounters("slave_repl_offset:50\r\nmaster_repl_offset:50\r\n")?.offset).toBe(50);
});

test("a rate is unknown where a count began anew, as after a restart", () => {
  const [before, after] = [
    { ...at(0, null), replicationOutputBytes: 100, cpuSeconds: 1 },
    { ...at(2_000, null), replicationOutputBytes: 50, cpuSeconds: 2 },
  ];
  expect(perSecond(before, after, "cpuSeconds")).toBe(0.5);
  expect(perSecond(before, after, "replicationOutputBytes")).toBeNull();
});

test("a replica is compared with where the primary stood when it was asked, and is never ahead", () => {
  expect(behindBytes(at(0, 1_000), at(5, 1_400), at(10, 2_000))).toBe(100);
  expect(behindBytes(at(0, 1_000), at(1, 1_400), at(10, 2_000))).toBe(0);
  expect(behindBytes(at(0, null), at(1, 1_400), at(10, 2_000))).toBeNull();
});
