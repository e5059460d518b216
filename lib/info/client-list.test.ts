import { describe, expect, test } from "vitest";
import { enforced, replicaBufferLimit } from "./buffer-limit";
import { listsReplicas, readReplicaBuffers } from "./client-list";

/** As 7.0.15 and 6.0.16 print them, shortened. */
const modern =
  "id=6 addr=127.0.0.1:4 laddr=127.0.0.1:1 name= age=1 flags=S sub=0 multi=-1 rbs=1024 obl=0 oll=1 omem=20504 tot-mem=22 events=r cmd=replconf user=default redir=-1 resp=2";
const old =
  "id=9 addr=127.0.0.1:5 fd=9 name= age=3 flags=S obl=0 oll=0 omem=0 events=r cmd=psync user=default";

describe("readReplicaBuffers", () => {
  test("gives the fullest, and adds none up", () => {
    expect(readReplicaBuffers(`${modern}\n${old}\n`)).toEqual({ count: 2, largestBytes: 20_504 });
    expect(readReplicaBuffers(`${old}\r\n`)).toEqual({ count: 1, largestBytes: 0 });
  });

  test("knows no fullest of none", () => {
    expect(readReplicaBuffers("")).toEqual({ count: 0, largestBytes: null });
  });

  test.each([[null], [[]], [7], ["id=6 addr=x"], [`${modern}\nid=7 omem=x`], ["id=7 tot-omem=4"]])(
    "answers null to %j",
    (reply) => {
      expect(readReplicaBuffers(reply)).toBeNull();
    },
  );
});

test("replicas are listed where INFO counts some", () => {
  expect([["1"], ["0"], ["x"]].map(([n = ""]) => listsReplicas(new Map([["connected_slaves", n]])))).toEqual([
    true,
    false,
    false,
  ]);
  expect(listsReplicas(new Map())).toBe(false);
});

describe("replicaBufferLimit", () => {
  test("reads the part of replicas, under both its names", () => {
    const expected = { hardBytes: 268_435_456, soft: { bytes: 67_108_864, seconds: 60 } };
    expect(replicaBufferLimit("normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60")).toEqual(
      expected,
    );
    expect(replicaBufferLimit("replica 268435456 67108864 60")).toEqual(expected);
  });

  test("takes 0 for no limit", () => {
    expect(replicaBufferLimit("slave 0 0 0")).toEqual({ hardBytes: null, soft: null });
  });

  test.each([undefined, "", "normal 0 0 0", "slave 1 2", "slave -1 0 0", "slave 256mb 64mb 60"])(
    "answers null to %j",
    (setting) => {
      expect(replicaBufferLimit(setting)).toBeNull();
    },
  );

  test("is never enforced below the backlog, from 7.0 on", () => {
    const limit = { hardBytes: 100, soft: null };
    expect(enforced(limit, 1000).hardBytes).toBe(1000);
    expect(enforced(limit, 10).hardBytes).toBe(100);
    expect(enforced({ hardBytes: null, soft: null }, 10).hardBytes).toBeNull();
  });
});
