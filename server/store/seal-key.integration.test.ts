import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ProblemError } from "@/server/errors";
import type { Store } from "@/server/ports";
import { createStore } from ".";
import { rekey } from "./rekey";
import { type GivenKey, nothingGiven, parseKey } from "./seal-key";

const [hexKey, otherKey] = ["0f".repeat(32), "a1".repeat(32)];
const base64Key = Buffer.from(hexKey, "hex").toString("base64");
const group = { name: "orders", seeds: ["redis://:seed-canary@h:1"], password: "password-canary" };

let dir = "";
let mounted = "";
const opened: Store[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-key-"));
  mounted = join(dir, "mounted.key");
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(dir, { recursive: true });
});

const dataDir = (): string => join(dir, "data");
const ownKey = (): string => join(dataDir(), "seal.key");

async function open(secretKey: GivenKey = nothingGiven): Promise<Store> {
  const tiers = [{ stepMs: 1_000, keepMs: 3_600_000 }] as const;
  const store = await createStore(dataDir(), { tiers, pollIntervalMs: 1_000, secretKey });
  opened.push(store);
  return store;
}

const closeAll = async (): Promise<void> => {
  for (const store of opened.splice(0)) await store.close();
};

/** A store that holds one sealed value, and is closed. */
async function sealedStore(secretKey?: GivenKey): Promise<void> {
  const store = await open(secretKey);
  await store.groups.add(group);
  await closeAll();
}

/** The refusal, as a person reads it. */
const refusal = (key?: GivenKey): Promise<Pick<ProblemError, "code" | "detail">> =>
  open(key).then(
    () => ({ code: "none", detail: "it started" }),
    (error: ProblemError) => ({ code: error.code, detail: error.detail }),
  );

const writeKey = (text: string, mode = 0o600): GivenKey => {
  writeFileSync(mounted, text);
  chmodSync(mounted, mode);
  return { text: null, file: mounted };
};
const inEnvironment = (text: string): GivenKey => ({ text, file: null });

describe("R10: a key comes from the environment, else from secret-key-file, else from data-dir", () => {
  test("and what one of them sealed opens with the same key from another place", async () => {
    await sealedStore(inEnvironment(hexKey));
    for (const given of [inEnvironment(base64Key), writeKey(`${hexKey}\n`), writeKey(base64Key)])
      expect((await (await open(given)).groups.list()).map(({ name }) => name)).toEqual(["orders"]);
    expect(readdirSync(dataDir())).not.toContain("seal.key");
  });

  test("and the first that is given counts, whatever lies in the others", async () => {
    await sealedStore(inEnvironment(hexKey));
    writeKey(otherKey);
    writeFileSync(ownKey(), otherKey, { mode: 0o600 });
    expect(await (await open({ text: hexKey, file: mounted })).groups.list()).toHaveLength(1);
    await closeAll();
    expect(await refusal({ text: null, file: mounted })).toMatchObject({ code: "seal-key-wrong" });
    expect(await refusal()).toMatchObject({ code: "seal-key-wrong" });
  });

  test.each([
    ["hex", hexKey, true],
    ["hex in capitals, with a newline", `${hexKey.toUpperCase()}\n`, true],
    ["base64", base64Key, true],
    ["base64 without padding", base64Key.replace("=", ""), true],
    ["base64url", Buffer.from("ff".repeat(32), "hex").toString("base64url"), true],
    ["too few digits", hexKey.slice(2), false],
    ["a passphrase", "correct horse battery staple", false],
    ["nothing", "", false],
  ])("%s is read: %#", (_, text, isKey) => expect(parseKey(text)?.length ?? null).toBe(isKey ? 32 : null));
});

describe("R10: sealed values without their key refuse the start, and say what to do", () => {
  test("with the key of data-dir", async () => {
    await sealedStore();
    const key = readFileSync(ownKey());
    rmSync(ownKey());
    expect(await refusal()).toEqual({
      code: "seal-key-missing",
      detail: expect.stringMatching(/seal\.key is gone.*Restore it; or give the key in TIDEMARK_SECRET_KEY/),
    });
    expect(readdirSync(dataDir())).not.toContain("seal.key");
    writeFileSync(ownKey(), otherKey, { mode: 0o600 });
    expect(await refusal()).toEqual({
      code: "seal-key-wrong",
      detail: expect.stringMatching(/seal\.key does not open the stored secrets of orders\. Restore the key/),
    });
    writeFileSync(ownKey(), key);
    expect(await refusal()).toMatchObject({ code: "none" });
  });

  test("with the key of the environment", async () => {
    await sealedStore(inEnvironment(hexKey));
    expect(await refusal(inEnvironment(otherKey))).toEqual({
      code: "seal-key-wrong",
      detail: expect.stringContaining(
        "The key of TIDEMARK_SECRET_KEY does not open the stored secrets of orders.",
      ),
    });
    expect(await refusal(inEnvironment("short"))).toEqual({
      code: "seal-key-wrong",
      detail: expect.stringMatching(/^TIDEMARK_SECRET_KEY holds no key: 64 hex digits/),
    });
    expect(await refusal()).toMatchObject({ code: "seal-key-missing" });
  });

  test("with the key of secret-key-file, which must be there from the beginning", async () => {
    expect(await refusal({ text: null, file: mounted })).toEqual({
      code: "seal-key-missing",
      detail: `secret-key-file ${mounted} is not there. Mount it, or make one with: openssl rand -hex 32`,
    });
    await sealedStore(writeKey(hexKey));
    expect(await refusal(writeKey(otherKey))).toMatchObject({ code: "seal-key-wrong" });
    expect(await refusal(writeKey("not a key"))).toMatchObject({ code: "seal-key-wrong" });
    rmSync(mounted);
    expect(await refusal({ text: null, file: mounted })).toMatchObject({ code: "seal-key-missing" });
    expect(await refusal(writeKey(hexKey))).toMatchObject({ code: "none" });
  });
});

describe("R10: a key that others may read refuses the start, and gives the chmod to type", () => {
  test.each([0o644, 0o640, 0o604])("seal.key with mode %o", async (mode) => {
    await sealedStore();
    chmodSync(ownKey(), mode);
    expect(await refusal()).toEqual({
      code: "seal-key-exposed",
      detail: `Others on this machine may read ${ownKey()}. Type: chmod 600 ${ownKey()}`,
    });
  });

  test("a file that was given may be read through its group, as mounted secrets are, and by nobody else", async () => {
    expect(await refusal(writeKey(hexKey, 0o440))).toMatchObject({ code: "none" });
    expect(await refusal(writeKey(hexKey, 0o444))).toEqual({
      code: "seal-key-exposed",
      detail: `Others on this machine may read ${mounted}. Type: chmod o= ${mounted}`,
    });
  });
});

describe("R10: the key can be changed", () => {
  test("all that is sealed opens with the new key alone", async () => {
    await sealedStore();
    const given = writeKey(hexKey);
    expect(await rekey(dataDir(), nothingGiven, mounted)).toEqual({ values: 1, oldPlace: ownKey() });
    expect(await refusal()).toMatchObject({ code: "seal-key-wrong" });
    expect(await (await open(given)).groups.list()).toMatchObject([group]);
  });

  test("but not while a Tidemark runs, which would go on with the old one; then nothing is changed", async () => {
    await sealedStore();
    writeKey(hexKey);
    const store = await open();
    await expect(rekey(dataDir(), nothingGiven, mounted)).rejects.toMatchObject({ code: "store-in-use" });
    await store.groups.add({ ...group, name: "carts" });
    await closeAll();
    expect(await refusal()).toMatchObject({ code: "none" });
  });

  test("but not with the wrong old key: then nothing is changed either", async () => {
    await sealedStore(inEnvironment(hexKey));
    writeKey(otherKey);
    const wrong = rekey(dataDir(), inEnvironment("77".repeat(32)), mounted);
    await expect(wrong).rejects.toMatchObject({ code: "seal-key-wrong" });
    expect(await refusal(inEnvironment(hexKey))).toMatchObject({ code: "none" });
  });
});

test("R10: two processes that seal for the first time at once agree on one key", async () => {
  mkdirSync(dataDir(), { mode: 0o700 });
  const [a, b] = [await open(), await open()];
  await a.groups.add(group);
  await b.groups.add({ ...group, name: "carts" });
  await closeAll();
  expect(await (await open()).groups.list()).toHaveLength(2);
  expect(statSync(ownKey()).mode & 0o777).toBe(0o600);
});
