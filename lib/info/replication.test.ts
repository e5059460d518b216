import { describe, expect, test } from "vitest";
import { readReplication } from "./replication";

const replid = "a".repeat(40);

/** The least a primary says. */
const primary = {
  role: "master",
  connected_slaves: "0",
  master_replid: replid,
  master_replid2: "0".repeat(40),
  master_repl_offset: "100",
  second_repl_offset: "-1",
  repl_backlog_active: "1",
  repl_backlog_size: "1048576",
  repl_backlog_first_byte_offset: "1",
  repl_backlog_histlen: "100",
};

/** The least a replica says. */
const replica = {
  ...primary,
  role: "slave",
  master_host: "10.0.0.1",
  master_port: "6379",
  master_link_status: "up",
  master_last_io_seconds_ago: "0",
  master_sync_in_progress: "0",
  slave_repl_offset: "90",
  slave_read_only: "1",
};

const read = (fields: Record<string, string>) => readReplication(new Map(Object.entries(fields)));
const view = (fields: Record<string, string>) => {
  const result = read(fields);
  if (!result.ok) throw new Error(`${result.error.field}: ${result.error.detail}`);
  return result.value;
};
const without = (fields: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));

const primaryNeeds = [
  "role",
  "master_replid",
  "master_repl_offset",
  "repl_backlog_active",
  "repl_backlog_size",
  "repl_backlog_first_byte_offset",
  "repl_backlog_histlen",
];
const replicaNeeds = [
  "master_host",
  "master_port",
  "master_link_status",
  "slave_repl_offset",
  "slave_read_only",
];

describe("readReplication", () => {
  test.each(primaryNeeds)("names %s when a primary does not send it", (field) => {
    expect(read(without(primary, field))).toMatchObject({ ok: false, error: { field } });
  });

  test.each(replicaNeeds)("names %s when a replica does not send it", (field) => {
    expect(read(without(replica, field))).toMatchObject({ ok: false, error: { field } });
  });

  test.each([...primaryNeeds.filter((field) => field !== "role"), "master_replid2", "second_repl_offset"])(
    "names %s when it is mangled, and repeats no byte of it",
    (field) => {
      const result = read({ ...primary, master_replid2: "b".repeat(40), [field]: "12canary" });
      expect(result).toMatchObject({ ok: false, error: { field } });
      expect(JSON.stringify(result)).not.toContain("canary");
    },
  );

  test.each(["9007199254740992", "99999999999999999999", "-1", "007", "1e3", "0x10", " 1", ""])(
    "refuses the offset %j rather than round it",
    (text) => {
      expect(read({ ...primary, master_repl_offset: text })).toMatchObject({
        ok: false,
        error: { field: "master_repl_offset" },
      });
    },
  );

  test("takes the largest offset that is exact", () => {
    expect(view({ ...primary, master_repl_offset: "9007199254740991" }).offset).toBe(Number.MAX_SAFE_INTEGER);
  });

  test("counts a replica's offset by what it has applied", () => {
    expect(view(replica).offset).toBe(90);
  });

  test("has no previous history where the second id is zeros", () => {
    expect(view(primary)).toMatchObject({ previousReplid: null, previousReplidUntil: null });
    const promoted = { ...primary, master_replid2: "b".repeat(40), second_repl_offset: "51" };
    expect(view(promoted)).toMatchObject({ previousReplid: "b".repeat(40), previousReplidUntil: 51 });
  });

  test("knows no first offset of a backlog that is not there", () => {
    const none = {
      ...primary,
      repl_backlog_active: "0",
      repl_backlog_first_byte_offset: "0",
      repl_backlog_histlen: "0",
    };
    expect(view(none).backlog).toEqual({
      active: false,
      sizeBytes: 1_048_576,
      firstOffset: null,
      historyBytes: 0,
    });
  });

  test.each([
    ["-1", null],
    ["1795335276", null],
    ["18", 18],
    ["soon", null],
  ])("reads a link down since %s as %s seconds", (text, seconds) => {
    const down = { ...replica, master_link_status: "down", master_link_down_since_seconds: text };
    expect(view(down).following).toMatchObject({ linkUp: false, downSeconds: seconds, lastIoSeconds: null });
  });

  test.each([
    ["has not begun", { total: "-1", read: "0", left: "-1" }, { readBytes: null, totalBytes: null }],
    ["from a disk", { total: "400", read: "100", left: "300" }, { readBytes: 100, totalBytes: 400 }],
    ["without a disk", { total: "0", read: "100", left: "-100" }, { readBytes: 100, totalBytes: null }],
    ["loaded from the socket", { total: "0", read: "0", left: "0" }, { readBytes: null, totalBytes: null }],
    ["from a disk, before 6.2", { left: "300" }, { readBytes: null, totalBytes: null }],
    ["without a disk, before 6.2", { left: "-100" }, { readBytes: 100, totalBytes: null }],
    ["that has not begun, before 6.2", { left: "-1" }, { readBytes: null, totalBytes: null }],
    ["with a mangled total", { total: "x", read: "7", left: "-7" }, { readBytes: null, totalBytes: null }],
  ])("reads a full copy %s", (_, said, sync) => {
    const fields = Object.entries(said).map(([key, value]) => [`master_sync_${key}_bytes`, value]);
    const syncing = { ...replica, master_link_status: "down", master_sync_in_progress: "1" };
    expect(view({ ...syncing, ...Object.fromEntries(fields) }).following?.sync).toEqual(sync);
  });

  test("lists replicas by announced host names and IPv6 addresses, and Valkey's channels", () => {
    const listed = view({
      ...primary,
      slave0: "ip=redis-b.internal,port=6379,state=online,offset=90,lag=1",
      slave1: "ip=2001:db8::2,port=6380,state=wait_bgsave,offset=0,lag=0,type=rdb-channel",
      slave2: "ip=10.0.0.9,port=0,state=online,offset=0,lag=3,io-thread=2",
    }).listed;
    expect(listed).toEqual([
      {
        address: { host: "redis-b.internal", port: 6379 },
        state: "online",
        ackOffset: 90,
        lastAckSeconds: 1,
        channel: null,
      },
      {
        address: { host: "2001:db8::2", port: 6380 },
        state: "wait_bgsave",
        ackOffset: 0,
        lastAckSeconds: null,
        channel: "rdb-channel",
      },
      {
        address: { host: "10.0.0.9", port: 0 },
        state: "online",
        ackOffset: 0,
        lastAckSeconds: 3,
        channel: null,
      },
    ]);
  });

  test("does not know the last ACK of a primary whose clock was set back", () => {
    const slave0 = "ip=10.0.0.2,port=6379,state=online,offset=90,lag=-3";
    expect(view({ ...primary, slave0 }).listed[0]?.lastAckSeconds).toBeNull();
  });

  test.each([
    "ip=,port=1,state=online,offset=1,lag=0",
    "port=1,state=online,offset=1,lag=0",
    "ip=a,port=x,state=online,offset=1,lag=0",
    "ip=a,port=1,offset=1,lag=0",
    "ip=a,port=1,state=online,offset=-1,lag=0",
    "ip=a,port=1,state=online,offset=1",
    "garbage",
    "",
  ])("names the line when a replica is listed as %j", (slave3) => {
    expect(read({ ...primary, slave3 })).toMatchObject({ ok: false, error: { field: "slave3" } });
  });

  test.each([
    ["no-failover", "none"],
    ["waiting-for-sync", "waiting-for-sync"],
    ["failover-in-progress", "in-progress"],
    ["something-newer", null],
  ])("reads the failover state %s as %s", (text, failover) => {
    expect(view({ ...primary, master_failover_state: text }).failover).toBe(failover);
  });

  test("does not know the failover state of a server that has none", () => {
    expect(view(primary).failover).toBeNull();
  });
});
