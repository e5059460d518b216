import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readConfigReply } from "./config";
import { type Fields, parseInfo } from "./parse";
import { readReplication } from "./replication";
import { readRole } from "./role";
import { readSlow } from "./slow";

const folder = fileURLToPath(new URL("./fixtures/", import.meta.url));
const versions = readdirSync(folder).sort();
const recorded = versions.flatMap((version) =>
  readdirSync(`${folder}${version}`)
    .filter((file) => file.endsWith(".info.txt"))
    .map((file) => ({ version, phase: file.replace(".info.txt", "") })),
);

const text = (version: string, file: string) => readFileSync(`${folder}${version}/${file}`, "utf8");

function fieldsOf(version: string, phase: string): Fields {
  const parsed = parseInfo(text(version, `${phase}.info.txt`), "refused");
  if (!parsed.ok) throw new Error(parsed.error.detail);
  return parsed.value;
}

function viewOf(version: string, phase: string) {
  const result = readReplication(fieldsOf(version, phase));
  if (!result.ok) throw new Error(`${result.error.field}: ${result.error.detail}`);
  return result.value;
}

const withPhase = (...phases: string[]) => recorded.filter(({ phase }) => phases.includes(phase));
const versionOf = (folderName: string) => folderName.replace(/^[a-z]+-/, "");

test("six versions are recorded", () => {
  expect(versions).toEqual([
    "redis-6.0.16",
    "redis-7.0.15",
    "redis-8.0.2",
    "redis-8.0.6",
    "valkey-8.1.1",
    "valkey-9.1.2",
  ]);
});

describe.each(recorded.filter(({ phase }) => phase !== "sentinel"))(
  "$version, $phase",
  ({ version, phase }) => {
    test("every part can be read, and names the server", () => {
      viewOf(version, phase);
      const { server, persistence, memory, clients, stats, keyspace } = readSlow(fieldsOf(version, phase));
      for (const part of [persistence, memory, clients, stats, keyspace]) expect(part).not.toBeNull();
      expect(server).toMatchObject({
        product: version.startsWith("valkey") ? "valkey" : "redis",
        version: versionOf(version),
        mode: phase === "cluster-node" ? "cluster" : "standalone",
        configFile: null,
      });
    });

    test("ROLE says the same as INFO", () => {
      const view = viewOf(version, phase);
      const said: unknown = JSON.parse(text(version, `${phase}.role.txt`));
      const role = readRole(said);
      if (!role.ok) throw new Error(role.error.detail);
      expect(role.value.role).toBe(view.role);
      if (role.value.role === "replica") expect(role.value.upstream).toEqual(view.following?.upstream);
    });

    test("a backlog ends at the offset", () => {
      const { backlog, role, offset } = viewOf(version, phase);
      if (role === "primary" && backlog.firstOffset !== null)
        expect(backlog.firstOffset + backlog.historyBytes - 1).toBe(offset);
    });
  },
);

describe("what each phase shows", () => {
  test.each(withPhase("replica-up", "replica-cascaded-leaf"))("$version, $phase: the link is up", (at) => {
    const view = viewOf(at.version, at.phase);
    expect(view).toMatchObject({
      role: "replica",
      following: { linkUp: true, downSeconds: null, sync: null },
    });
    expect(view.offset).toBeGreaterThan(0);
  });

  test.each(withPhase("replica-link-down-never-up"))("$version, $phase: nobody knows since when", (at) => {
    expect(viewOf(at.version, at.phase).following).toMatchObject({
      linkUp: false,
      downSeconds: null,
      lastIoSeconds: null,
    });
  });

  test.each(withPhase("replica-link-down-was-up"))("$version, $phase: down for 2 or 3 s", (at) => {
    expect([2, 3]).toContain(viewOf(at.version, at.phase).following?.downSeconds);
  });

  test.each(withPhase("replica-writable"))("$version, $phase: it takes writes", (at) => {
    expect(viewOf(at.version, at.phase).following?.readOnly).toBe(false);
  });

  test.each(withPhase("promoted-by-no-one"))(
    "$version, $phase: the old history ends where it was cut",
    (at) => {
      const view = viewOf(at.version, at.phase);
      expect(view.previousReplid).not.toBeNull();
      expect(view.previousReplidUntil).toBe(view.offset + 1);
    },
  );

  test.each(withPhase("primary-two-replicas"))("$version, $phase: both are listed as online", (at) => {
    expect(viewOf(at.version, at.phase).listed.map((replica) => replica.state)).toEqual(["online", "online"]);
  });

  test.each(withPhase("replica-disk-sync"))("$version, $phase: the total is known from 6.2 on", (at) => {
    const sync = viewOf(at.version, at.phase).following?.sync;
    if (at.version === "redis-6.0.16") expect(sync).toEqual({ readBytes: null, totalBytes: null });
    else expect(sync?.totalBytes).toBeGreaterThan(sync?.readBytes ?? Number.POSITIVE_INFINITY);
  });

  test.each(withPhase("replica-diskless-sync"))("$version, $phase: bytes, but no total", (at) => {
    const sync = viewOf(at.version, at.phase).following?.sync;
    expect(sync?.totalBytes).toBeNull();
    expect(sync?.readBytes).toBeGreaterThan(0);
  });

  test.each(withPhase("replica-loading", "replica-loading-diskless"))("$version, $phase: it loads", (at) => {
    const { persistence } = readSlow(fieldsOf(at.version, at.phase));
    expect(persistence).toMatchObject({ loading: true });
    const estimated = at.version !== "redis-6.0.16" || at.phase === "replica-loading";
    if (estimated) expect(persistence?.loadingProgress).toBeGreaterThan(0);
    else expect(persistence?.loadingProgress).toBeNull();
  });

  test.each(withPhase("replica-swapdb-loading"))("$version, $phase: it loads beside the old data", (at) => {
    expect(readSlow(fieldsOf(at.version, at.phase)).persistence).toMatchObject({
      loading: false,
      asyncLoading: true,
    });
  });

  test.each(withPhase("failover-waiting-for-sync", "failover-in-progress-old", "after-failover-new"))(
    "$version, $phase: the failover's state",
    (at) => {
      const expected = {
        "failover-waiting-for-sync": "waiting-for-sync",
        "failover-in-progress-old": "in-progress",
      };
      expect(viewOf(at.version, at.phase).failover).toBe(
        new Map(Object.entries(expected)).get(at.phase) ?? "none",
      );
    },
  );

  test.each(withPhase("primary-dual-channel-sync"))("$version, $phase: one replica, two lines", (at) => {
    expect(viewOf(at.version, at.phase).listed.map(({ state, channel }) => [state, channel])).toEqual([
      ["wait_bgsave", "rdb-channel"],
      ["bg_transfer", "main-channel"],
    ]);
  });

  test.each(withPhase("primary-diskless-sync"))("$version, $phase: keys of the save from 6.2 on", (at) => {
    const keys = readSlow(fieldsOf(at.version, at.phase)).persistence?.saveKeys;
    if (at.version === "redis-6.0.16") expect(keys).toBeNull();
    else if (keys !== null) expect(keys).toMatchObject({ total: 2000 });
  });

  test.each(withPhase("sentinel"))("$version, $phase: no role, and the reason says so", (at) => {
    const fields = fieldsOf(at.version, at.phase);
    expect(readReplication(fields)).toMatchObject({ ok: false, error: { field: "role" } });
    expect(readSlow(fields)).toMatchObject({
      server: { mode: "sentinel" },
      persistence: null,
      keyspace: null,
    });
  });

  test("before 6.2 there is no failover, and before 7.0 no count of saves", () => {
    expect(viewOf("redis-6.0.16", "standalone").failover).toBeNull();
    expect(readSlow(fieldsOf("redis-6.0.16", "standalone")).persistence).toMatchObject({
      saves: null,
      asyncLoading: null,
    });
    expect(readSlow(fieldsOf("redis-7.0.15", "standalone")).persistence?.saves).toBe(0);
  });

  test("an empty server has 0 keys, but a reply of one section says nothing about keys", () => {
    const fields = fieldsOf("redis-7.0.15", "standalone");
    expect(readSlow(fields).keyspace).toEqual({ keys: 0, expires: 0 });
    const memoryOnly = new Map([...fields].filter(([name]) => name.startsWith("used_memory")));
    expect(readSlow(memoryOnly).keyspace).toBeNull();
  });
});

test.each(
  versions.flatMap((version) =>
    readdirSync(`${folder}${version}`)
      .filter((file) => file.endsWith(".config.txt"))
      .map((file) => ({ version, file })),
  ),
)("$version, $file: every setting recorded is one that matters", ({ version, file }) => {
  const lines = text(version, file).trimEnd().split("\n");
  const flat = lines.flatMap((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)]);
  expect(readConfigReply(flat)?.size).toBe(lines.length);
});

/** Every path of `value` at which a zero stands. */
function zeros(value: unknown, path = ""): string[] {
  if (value === 0) return [path];
  if (value instanceof Map || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => zeros(held, `${path}/${key}`));
}

const everything = (fields: Fields) => {
  const replication = readReplication(fields);
  return { ...readSlow(fields), replication: replication.ok ? replication.value : null };
};

test("a mangled number becomes an error or null, never a zero where there was none", () => {
  const mangled = fc.constantFrom(
    "",
    "x",
    "-",
    "12x",
    "1e3",
    "0x1",
    "-0",
    "00",
    " 0",
    "NaN",
    "9".repeat(25),
    "4.5.6",
  );
  fc.assert(
    fc.property(fc.constantFrom(...recorded), fc.nat(), mangled, ({ version, phase }, pick, text) => {
      const fields = fieldsOf(version, phase);
      const numbers = [...fields].flatMap(([name, value]) =>
        [...value.matchAll(/\d+/g)].map((match) => ({ name, value, match })),
      );
      const chosen = numbers[pick % numbers.length];
      if (chosen === undefined) return;
      const { name, value, match } = chosen;
      const changed = value.slice(0, match.index) + text + value.slice(match.index + match[0].length);
      const before = new Set(zeros(everything(fields)));
      const added = zeros(everything(new Map([...fields, [name, changed]]))).filter(
        (path) => !before.has(path),
      );
      expect(added).toEqual([]);
    }),
    { numRuns: 1500 },
  );
});

test("a load whose size is mangled has no progress and no time left, as one whose size is 0", () => {
  const fields = fieldsOf("redis-6.0.16", "replica-loading-diskless");
  for (const text of ["0", "", "00", "x"]) {
    const { persistence } = readSlow(new Map([...fields, ["loading_total_bytes", text]]));
    expect(persistence).toMatchObject({ loading: true, loadingProgress: null, loadingEtaSeconds: null });
  }
});

test("a load's share with a leading zero is mangled, and unknown", () => {
  const fields = fieldsOf("valkey-9.1.2", "replica-swapdb-loading");
  const shareOf = (text: string) =>
    readSlow(new Map([...fields, ["loading_loaded_perc", text]])).persistence?.loadingProgress;
  expect(["0.00", "7.50", "100.00"].map(shareOf)).toEqual([0, 0.075, 1]);
  expect(["00.00", "007.5", "100.01"].map(shareOf)).toEqual([null, null, null]);
});
