import { setImmediate as turn } from "node:timers/promises";
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { checkTarget } from "@/server/cli/backup-target";
import { loadSettings } from "@/server/settings";
import { LinkProxy } from "@/server/testing/proxy";
import type { S3Call, S3Fate } from "@/server/testing/s3-front";
import { waitFor } from "@/server/testing/wait-for";
import { actAs, BUCKET, MIB, openS3Bench, readAll, type S3Bench, someBytes } from "./s3.fixture";
import { type BackupDraft, BackupFileError, type BackupTarget } from "./target";

// The judge is OpenStack Swift with its S3 API: signatures, sums of bodies, parts and rights are its own to check.

let bench: S3Bench;
let target: BackupTarget;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  bench = await openS3Bench();
});
afterAll(() => bench?.close());
beforeEach(() => {
  actAs(bench.store.owner);
  bench.front.fate = () => ({ do: "pass" });
  bench.front.calls.length = 0;
  bench.front.mostParts = 0;
  target = bench.open();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const kinds = (): string[] => bench.front.calls.map(({ kind }) => kind);
const causeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it went well",
    (problem) => (problem instanceof BackupFileError ? problem.message : Promise.reject(problem)),
  );

describe("A backup in a bucket", () => {
  test("lies there as it was written, once it is kept and no earlier, and is gone once it is removed", async () => {
    const bytes = someBytes(20 * MIB + 7);
    const id = bench.newRow();
    const draft = await target.begin(id);
    await draft.write(bytes);
    await waitFor(
      "two parts have arrived",
      () => bench.front.calls.filter(({ status }) => status === 200).length > 2,
    );
    expect(await bench.isVisible(id)).toBe(false);
    expect(await draft.keep()).toBe(bytes.length);
    expect(draft.location).toBe(`s3://${BUCKET}/tidemark/eu/orders/${id}.rdb`);
    expect(kinds()).toEqual(["create", "part", "part", "part", "complete", "head"]);
    bench.rows.set(id, { group: "orders", state: "verified", location: draft.location });
    expect((await target.open(id))?.bytes).toBe(bytes.length);
    expect((await readAll(target, id))?.equals(bytes)).toBe(true);
    await target.remove(id);
    expect(await bench.isVisible(id)).toBe(false);
    expect(await target.open(id)).toBeNull();
  });

  test("is never seen where it was dropped", async () => {
    const id = bench.newRow();
    const draft = await target.begin(id);
    await draft.write(someBytes(9 * MIB));
    await draft.drop();
    expect(bench.front.calls.at(-1)).toMatchObject({ kind: "abort", status: 204 });
    expect(await bench.isVisible(id)).toBe(false);
  });

  test("is found where its row says, whatever the settings say by now", async () => {
    const folder = bench.open({ target: { kind: "folder" } });
    const [here, there] = [
      await bench.put(folder, Buffer.from("here")),
      await bench.put(target, Buffer.from("there")),
    ];
    const elsewhere = bench.open({ target: { kind: "s3", bucket: "another-bucket", prefix: "" } });
    for (const one of [folder, target, elsewhere]) {
      expect(String(await readAll(one, here))).toBe("here");
      expect(String(await readAll(one, there))).toBe("there");
    }
    await elsewhere.remove(there);
    await target.remove(here);
    expect(await readAll(folder, here)).toBeNull();
    expect(await readAll(folder, there)).toBeNull();
  });

  test("ends what a stopped Tidemark had begun to upload there, and nobody else's", async () => {
    const id = bench.newRow();
    const key = `tidemark/eu/orders/${id}.rdb`;
    const others = { Bucket: BUCKET, Key: `${key}.others` };
    const { UploadId } = await bench.client.send(new CreateMultipartUploadCommand(others));
    await (await target.begin(id)).write(someBytes(9 * MIB));
    await waitFor(
      "it has sent a part",
      () => bench.front.calls.filter(({ status }) => status === 200).length === 2,
    );
    await target.remove(id);
    const uploads = await bench.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(uploads.Uploads?.map(({ Key }) => Key)).toEqual([others.Key]);
    expect(kinds().filter((kind) => kind === "abort")).toHaveLength(1);
    await bench.client.send(new AbortMultipartUploadCommand({ ...others, UploadId }));
  });
});

describe("Of a backup that does not arrive, nothing is seen, and the former ones are what they were:", () => {
  const former = someBytes(MIB);
  let formerId = "";
  beforeAll(async () => {
    formerId = await bench.put(bench.open({ endpoint: bench.store.endpoint }), former);
  });

  const fails = (fate: S3Fate) => () => {
    bench.front.fate = ({ kind }, nth) => (kind === "part" && nth >= 2 ? fate : { do: "pass" });
  };
  test.each<[string, () => void, RegExp, number?]>([
    [
      "the store fails at a part",
      fails({ do: "answer", status: 503, body: "" }),
      /failed at s3:PutObject .*503/,
    ],
    [
      "a bit flips on the way",
      fails({ do: "flip" }),
      /was not what was sent \(400 XAmzContentSHA256Mismatch\)/,
    ],
    ["each answer is lost", fails({ do: "lose-answer" }), /cannot be reached/],
    ["the store falls silent", fails({ do: "hang" }), /cannot be reached/, 2_000],
    [
      "completing is refused",
      () => {
        bench.front.fate = ({ kind }) =>
          kind === "complete" ? { do: "answer", status: 403, body: "" } : { do: "pass" };
      },
      /refuses s3:PutObject/,
    ],
    [
      "somebody has ended the upload",
      () => {
        bench.front.fate = ({ kind }) =>
          kind === "complete"
            ? { do: "answer", status: 404, body: "<Error><Code>NoSuchUpload</Code></Error>" }
            : { do: "pass" };
      },
      /ended by somebody else/,
    ],
  ])("%s", async (_, arrange, cause, idleMs) => {
    arrange();
    const before = new Set(bench.rows.keys());
    expect(
      await causeOf(bench.put(bench.open(idleMs === undefined ? {} : { idleMs }), someBytes(20 * MIB))),
    ).toMatch(cause);
    const [id] = [...bench.rows.keys()].filter((one) => !before.has(one));
    expect(await bench.isVisible(id ?? "")).toBe(false);
    expect(bench.front.calls.at(-1)).toMatchObject({ kind: "abort", status: 204 });
    bench.front.fate = () => ({ do: "pass" });
    expect((await readAll(target, formerId))?.equals(former)).toBe(true);
  });

  test("the connection is cut in the middle of a part, again and again", async () => {
    const proxy = await LinkProxy.start(bench.store);
    closing.push(() => proxy.close());
    const id = bench.newRow();
    const draft = await bench.open({ endpoint: `http://${proxy.host}:${proxy.port}` }).begin(id);
    proxy.weather.bytesPerSecond = 4 * MIB;
    const written = causeOf(
      (async () => {
        for (;;) await draft.write(someBytes(MIB));
      })(),
    );
    const cutting = setInterval(() => proxy.each((connection) => connection.cut()), 50);
    closing.push(() => clearInterval(cutting));
    expect(await written).toMatch(/cannot be reached \(\w+\): look at backups.s3.endpoint/);
    clearInterval(cutting);
    await draft.drop();
    expect(await bench.isVisible(id)).toBe(false);
    expect((await readAll(target, formerId))?.equals(former)).toBe(true);
  });

  test("a cut that a second try gets over is none", async () => {
    bench.front.fate = ({ kind }, nth) =>
      kind === "part" && nth === 2 ? { do: "lose-answer" } : { do: "pass" };
    const bytes = someBytes(9 * MIB);
    expect((await readAll(target, await bench.put(target, bytes)))?.equals(bytes)).toBe(true);
  });
});

test("Where the answer to the last request is lost, what lies there tells that it was kept", async () => {
  bench.front.fate = ({ kind }) => (kind === "complete" ? { do: "lose-answer" } : { do: "pass" });
  const bytes = someBytes(MIB);
  expect((await readAll(target, await bench.put(target, bytes)))?.equals(bytes)).toBe(true);
  expect(kinds().filter((kind) => kind === "complete").length).toBeGreaterThan(1);
});

test("What lies there already is not overwritten, even where it is as long", async () => {
  const id = bench.newRow();
  const draft = await target.begin(id);
  await draft.write(Buffer.from("mine"));
  const key = `tidemark/eu/orders/${id}.rdb`;
  await bench.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: "his!" }));
  expect(await causeOf(draft.keep())).toMatch(
    /lies at s3:.* already.* \(412 \w+\)\. Nothing was overwritten/,
  );
  await draft.drop();
  bench.rows.set(id, { group: "orders", state: "verified", location: draft.location });
  expect(String(await readAll(target, id))).toBe("his!");
});

test("A store that does not know the condition against overwriting is asked without it", async () => {
  bench.front.fate = ({ kind }, nth) =>
    kind === "complete" && nth === 1
      ? { do: "answer", status: 501, body: "<Error><Code>NotImplemented</Code></Error>" }
      : { do: "pass" };
  const id = await bench.put(target, Buffer.from("some"));
  expect(String(await readAll(target, id))).toBe("some");
});

test("What lies there with another size or sum was not kept", async () => {
  bench.front.fate = ({ kind }) =>
    kind === "head"
      ? { do: "answer", status: 200, headers: { "content-length": "4", "x-amz-checksum-crc32": "AAAAAA==" } }
      : { do: "pass" };
  expect(await causeOf(bench.put(target, Buffer.from("some")))).toContain("not what was sent");
});

describe("A slow store", () => {
  let draft: BackupDraft;
  let taken = 0;
  beforeEach(async () => {
    bench.front.fate = ({ kind }) => (kind === "part" ? { do: "hang" } : { do: "pass" });
    draft = await target.begin(bench.newRow());
    taken = 0;
  });

  test("holds the source back: three parts are in memory, two of them on their way, and no more", async () => {
    const written = causeOf(
      (async () => {
        for (;;) {
          await draft.write(someBytes(MIB));
          taken += MIB;
        }
      })(),
    );
    await waitFor(
      "the parts are on their way",
      () => bench.front.calls.filter(({ kind }) => kind === "part").length === 3,
    );
    for (let i = 0; i < 100; i += 1) await turn();
    expect(taken).toBe(24 * MIB);
    draft.halt();
    expect(await written).toContain("ended before all of it was sent");
    await draft.drop();
  });
});

describe("Reading", () => {
  const bytes = someBytes(3 * MIB);
  let id = "";
  beforeEach(async () => {
    id = await bench.put(bench.open({ endpoint: bench.store.endpoint }), bytes);
  });

  test("goes on where the connection broke", async () => {
    bench.front.fate = ({ kind }, nth) =>
      kind === "get" && nth <= 5 ? { do: "cut-answer", afterBytes: 400_000 } : { do: "pass" };
    expect((await readAll(target, id))?.equals(bytes)).toBe(true);
    expect(kinds().filter((kind) => kind === "get")).toHaveLength(6);
  });

  test("says so where it breaks for good, and takes nothing for gone", async () => {
    bench.front.fate = ({ kind }, nth) =>
      kind === "get" ? { do: "cut-answer", afterBytes: nth === 1 ? 400_000 : 0 } : { do: "pass" };
    expect(await causeOf(readAll(target, id))).toContain("cannot be reached");
    bench.front.fate = () => ({ do: "answer", status: 503, body: "" });
    expect(await causeOf(target.open(id))).toContain("503");
  });

  test("mixes no two objects", async () => {
    bench.front.fate = ({ kind }, nth) =>
      kind === "get" && nth === 1 ? { do: "cut-answer", afterBytes: 400_000 } : { do: "pass" };
    const stored = await target.open(id);
    const key = `tidemark/eu/orders/${id}.rdb`;
    await bench.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: someBytes(3 * MIB) }));
    const read = async (): Promise<void> => {
      for await (const _ of stored?.stream ?? []);
    };
    expect(await causeOf(read())).toContain("changed meanwhile");
  });
});

describe("What a store answers is said in words that tell what to do, and hold no secret:", () => {
  const canned =
    (status: number, code: string, headers: Record<string, string> = {}, more = "") =>
    () => {
      bench.front.fate = () => ({
        do: "answer",
        status,
        headers,
        body: `<Error><Code>${code}</Code><Message>a message of the store's</Message>${more}</Error>`,
      });
    };
  test.each<[string, () => unknown, RegExp]>([
    [
      "no such bucket",
      () => {
        target = bench.open({ target: { kind: "s3", bucket: "nobodys", prefix: "" } });
      },
      /has no bucket nobodys \(404 NoSuchBucket\): make it, or name another one in backups\.target\./,
    ],
    [
      "denied",
      () => actAs(bench.store.guest),
      /refuses s3:PutObject on s3:\/\/backups\/tidemark\/eu\/orders\/[0-9a-f-]+\.rdb \(403 AccessDenied\): grant it/,
    ],
    [
      "an unknown access key",
      canned(403, "InvalidAccessKeyId"),
      /does not know the access key \(403 InvalidAccessKeyId\)/,
    ],
    [
      "a wrong secret key",
      () => actAs({ ...bench.store.owner, secretAccessKey: "a-secret-that-nobody-sees" }),
      /refuses the signature \(403 SignatureDoesNotMatch\): AWS_SECRET_ACCESS_KEY/,
    ],
    [
      "no credentials",
      () => actAs(null),
      /No credentials for the S3 store were found: set AWS_ACCESS_KEY_ID/,
    ],
    ["a clock that is off", canned(403, "RequestTimeTooSkewed"), /more than 15 minutes apart/],
    [
      "another region",
      () => {
        target = bench.open({ region: "eu-north-1" });
      },
      /is in the region us-east-1 \(400 AuthorizationHeaderMalformed\): set backups\.s3\.region to it/,
    ],
    ["credentials that ran out", canned(400, "ExpiredToken"), /have run out/],
    ["a full bucket", canned(403, "QuotaExceeded"), /no room for more in the bucket backups/],
    ["an answer that nobody knows", canned(418, "Teapot"), /refused s3:PutObject on s3:.* \(418 Teapot\)/],
    ["an answer that is none", canned(400, "a b <script>"), /refused s3:PutObject/],
    [
      "nobody there",
      () => {
        target = bench.open({ endpoint: "http://127.0.0.1:1" });
      },
      /at http:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/,
    ],
  ])("%s", async (_, arrange, words) => {
    arrange();
    const said = await causeOf(target.begin(bench.newRow()));
    expect(said).toMatch(words);
    expect(said).not.toMatch(/nobody-sees|a message of the store|script/);
  });
});

describe("tidemark check", () => {
  const loaded = () => loadSettings({ env: {}, cwd: bench.dataDir });
  const settings = () => ({
    ...loaded(),
    dataDir: bench.dataDir,
    backups: {
      ...loaded().backups,
      target: { kind: "s3" as const, bucket: BUCKET, prefix: "tidemark/eu" },
      s3: { endpoint: bench.front.endpoint, region: null, pathStyle: true },
    },
  });
  const check = async (): Promise<{ wrong: number; said: string }> => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    try {
      const wrong = await checkTarget(settings());
      return { wrong, said: log.mock.calls.flat().join("\n") };
    } finally {
      log.mockRestore();
    }
  };
  const denied = (which: (call: S3Call, nth: number) => boolean) => () => {
    bench.front.fate = (call, nth) =>
      which(call, nth)
        ? { do: "answer", status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }
        : { do: "pass" };
  };

  test("writes, reads and removes a kilobyte, and leaves nothing", async () => {
    expect(await check()).toEqual({ wrong: 0, said: "Backups: ok    the bucket backups" });
    const listed = await bench.client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "tidemark/eu/tidemark-check" }),
    );
    expect(listed.KeyCount).toBe(0);
    const uploads = await bench.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(uploads.Uploads ?? []).toEqual([]);
  });

  test.each<[string, () => unknown, string]>([
    ["s3:PutObject", denied(({ kind }) => kind === "create"), "cannot be written there"],
    ["s3:AbortMultipartUpload", denied(({ kind }) => kind === "abort"), "cannot be removed there"],
    ["s3:ListBucketMultipartUploads", denied(({ kind }) => kind === "uploads"), "cannot be removed there"],
    ["s3:GetObject", denied(({ kind }, nth) => kind === "get" && nth === 1), "cannot be read there"],
    ["s3:DeleteObject", denied(({ kind }) => kind === "delete"), "cannot be removed there"],
    ["s3:ListBucket", denied(({ kind }, nth) => kind === "get" && nth === 2), "cannot be told to be gone"],
    ["s3:PutObject", () => actAs(bench.store.guest), "cannot be written there"],
  ])("names %s where it is missing", async (permission, arrange, what) => {
    arrange();
    const { wrong, said } = await check();
    expect(wrong).toBeGreaterThan(0);
    expect(said).toContain(permission);
    expect(said).toContain(what);
  });
});
