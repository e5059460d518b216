import { expect, test } from "vitest";
import { readSentinelReplicas } from "./sentinel-replicas";

const entry = (fields: Record<string, string>): string[] => Object.entries(fields).flat();

test("what a Sentinel says of the replicas it knows", () => {
  const reply = [
    entry({
      name: "127.0.0.1:1",
      ip: "127.0.0.1",
      port: "7001",
      "info-refresh": "4312",
      "slave-priority": "1",
    }),
    entry({ name: "[::1]:2", ip: "::1", port: "7002", "slave-priority": "x" }),
    entry({ name: "bad", ip: "a b", port: "7003" }),
    ["odd"],
  ];
  expect(readSentinelReplicas(reply)).toEqual([
    { address: { host: "127.0.0.1", port: 7001 }, priority: 1, infoAgeMs: 4312 },
    { address: { host: "::1", port: 7002 }, priority: null, infoAgeMs: null },
  ]);
  expect(readSentinelReplicas("OK")).toBeNull();
});
