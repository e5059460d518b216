import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import * as contract from "@/lib/contract";
import { createActions } from "@/server/actions";
import { createAuth } from "@/server/auth";
import { createBackupFolder } from "@/server/backup/targets/folder";
import { createApi } from "@/server/http/api";
import { createSites } from "@/server/http/sites";
import { createGatekeeper } from "@/server/http/who";
import { carries } from "@/server/lab/carries";
import { createLab } from "@/server/lab/lab";
import { packageRoot } from "@/server/package";
import type { Fleet, Store } from "@/server/ports";
import { createStore } from "@/server/store";
import { testFleet } from "@/server/testing/fleet";
import { somebody } from "@/server/testing/who";
import { examples } from "./examples";
import { refusals } from "./refusals";

const Content = z.record(z.string(), z.object({ schema: z.looseObject({ $ref: z.string().optional() }) }));
const Operation = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(5),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(),
  requestBody: z.object({ content: Content }).loose().optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string().min(1), content: Content.optional() }),
  ),
});
const Document = z.looseObject({
  openapi: z.literal("3.1.0"),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.looseObject({ examples: z.array(z.unknown()) })),
  }),
});

let dir = "";
let fleet: Fleet;
let store: Store;
let raw: unknown;
let document: z.infer<typeof Document>;
/** What the server really answers, `GET /api/groups/{group}`. */
let routes: string[] = [];
let operations: [string, z.infer<typeof Operation>][] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-openapi-"));
  const log = pino({ level: "silent" });
  store = await createStore(dir, { tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }], pollIntervalMs: 1_000 });
  fleet = await testFleet([]);
  const auth = createAuth({
    store,
    place: { isSecure: false, port: "7700" },
    session: { idleMs: 1, longestMs: 1 },
    tokens: [],
    proxy: null,
    forwardedFrom: [],
    otherWays: false,
    demo: true,
    log,
    now: Date.now,
  });
  const gate = { enabled: true, reason: null };
  const demoState = { group: "demo", instances: [] };
  const api = createApi({
    fleet,
    store,
    gate,
    backups: createBackupFolder(dir),
    backupAsked: { maxAgeMs: 93_600_000, scheduled: false },
    actions: createActions({
      fleet,
      store,
      gate,
      backups: createBackupFolder(dir),
      settings: { failoverTimeoutSeconds: 5, planLifeSeconds: 120 },
      clock: Date.now,
      log,
    }),
    drills: { startDrill: () => Promise.reject(new Error("no drill is made here")), stop: () => {} },
    demo: { group: "demo", demo: { state: async () => demoState, inject: async () => demoState } },
    settings: {
      poll: { intervalMs: 1_000, timeoutMs: 800, discover: true },
      actions: { enabled: true, failoverTimeoutMs: 5000 },
      lag: { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1 },
      history: { keep: [{ stepMs: 1000, keepMs: 3_600_000 }] },
    },
    auth,
    provider: "Single sign-on",
    oidc: {
      label: "Single sign-on",
      begin: () => Promise.reject(new Error("nobody signs in here")),
      underway: () => null,
      finish: () => Promise.reject(new Error("nobody signs in here")),
    },
    gatekeeper: createGatekeeper({ identify: async () => somebody() }, () => {}),
    sites: createSites({ host: "127.0.0.1", port: 7700 }, null),
    version: "1.2.3",
    startedMs: 0,
    log,
    now: Date.now,
    metrics: async () => ({ text: "", contentType: "text/plain" }),
    aftermaths: { of: async () => null },
    record: () => {},
    keep: {
      schedules: async () => ({ schedules: [] }),
      recheck: () => {},
      accept: async () => null,
      damaged: () => {},
    },
    lab: createLab({
      fleet,
      store,
      gate,
      carries,
      dataDir: dir,
      isDemo: false,
      told: () => {},
      version: "1.2.3",
      log,
      now: Date.now,
    }),
  });
  routes = api.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  raw = await (await api.request("/api/openapi.json")).json();
  document = Document.parse(raw);
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): (typeof operations)[number] => [
      `${method.toUpperCase()} ${path}`,
      one,
    ]),
  );
});
afterAll(async () => {
  await fleet?.close();
  await store?.close();
  rmSync(dir, { recursive: true, force: true });
});

test("it is a valid OpenAPI 3.1 document", async () => {
  const validator = new Validator();
  const result = await validator.validate(z.record(z.string(), z.unknown()).parse(raw));
  expect(result).toMatchObject({ valid: true });
  expect(validator.version).toBe("3.1");
});

test("every route the server answers is in it, and no other", () => {
  expect(operations.map(([name]) => name).sort()).toEqual([...new Set(routes)].sort());
  expect(operations.length).toBeGreaterThan(20);
});

test("every operation has a name of its own", () => {
  const names = operations.map(([, { operationId }]) => operationId);
  expect(new Set(names).size).toBe(names.length);
});

test("every object that is sent or answered is a named schema, and every name leads to one", () => {
  for (const [name, { requestBody, responses }] of operations) {
    const contents = [requestBody?.content, ...Object.values(responses).map(({ content }) => content)];
    for (const [type, { schema }] of contents.flatMap((content) => Object.entries(content ?? {})))
      if (type.endsWith("json"))
        expect([name, schema.$ref]).toEqual([name, expect.stringMatching(/^#\/components\/schemas\//)]);
  }
  const references = [...JSON.stringify(raw).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    ([, one]) => one ?? "",
  );
  expect([...new Set(references)].filter((one) => !(one in document.components.schemas))).toEqual([]);
});

describe("refusals", () => {
  test("every operation has them as problems, by status and for all others", () => {
    for (const [name, { responses }] of operations) {
      expect([name, Object.keys(responses)]).toEqual([
        name,
        expect.arrayContaining(["403", "500", "default"]),
      ]);
      for (const [status, { content }] of Object.entries(responses))
        if (!/^[23]/.test(status))
          expect([name, status, Object.keys(content ?? {})]).toEqual([
            name,
            status,
            ["application/problem+json"],
          ]);
    }
  });

  test("each has the status that the docs give it, and is one of the docs", () => {
    const docs = readFileSync(join(packageRoot(), "docs/errors.md"), "utf8");
    const statuses = new Map(
      [...docs.matchAll(/^\| `([a-z-]+)` \| (\d+) \|/gm)].map(([, code, status]) => [code, status]),
    );
    for (const { code, status } of refusals)
      expect([code, statuses.get(code)]).toEqual([code, String(status)]);
  });

  test("each stands at one operation at least: none names a path that is not there", () => {
    const told = operations.flatMap(([, { responses }]) =>
      Object.values(responses).map(({ description }) => description),
    );
    for (const { code } of refusals)
      expect([code, told.some((text) => text.includes(`\`${code}\``))]).toEqual([code, true]);
  });

  test("a change needs an Origin, and reading does not", () => {
    for (const [name, { parameters = [] }] of operations)
      expect([name, parameters.some((one) => one.name === "Origin")]).toEqual([
        name,
        !name.startsWith("GET "),
      ]);
  });
});

describe("examples", () => {
  const schemas = new Map(
    Object.values(contract).flatMap((schema) => {
      const id = schema instanceof z.ZodType ? schema.meta()?.id : undefined;
      return id === undefined || !(schema instanceof z.ZodType) ? [] : [[id, schema] as const];
    }),
  );

  test("every schema has one, and each is of a schema that is there", () => {
    expect(Object.keys(examples).sort()).toEqual(Object.keys(document.components.schemas).sort());
    for (const [name, { examples: shown }] of Object.entries(document.components.schemas))
      expect([name, shown]).toEqual([name, [examples[name]]]);
  });

  test.each(Object.entries(examples))(
    "that of %s is what its schema takes, with no field too many",
    (name, example) => {
      const schema = name === "OpenApi" ? z.object({ openapi: z.string() }) : schemas.get(name);
      expect(schema?.parse(example)).toEqual(example);
    },
  );
});
