import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SettingsToken } from "@/server/auth";
import { freePort, portIsFree } from "@/server/local/free-port";
import { testToken } from "@/server/testing/who";
import { call, startForTest } from "@/server/tidemark.fixture";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-reach-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const access = {
  tokens: [],
  session: { idleMs: 3_600_000, longestMs: 3_600_000 },
  forwardedFrom: [],
  oidc: null,
  proxy: null,
};
const byProxy = { publicUrl: "https://ops.example/tidemark" };

/** A start that other machines could reach, and how it ends. */
async function start(
  settings: { publicUrl?: string; insecureHttp?: boolean },
  tokens: readonly SettingsToken[] = [],
): Promise<string> {
  const port = await freePort("0.0.0.0");
  const listen = { host: "0.0.0.0", port };
  try {
    const tidemark = await startForTest([], {
      dataDir,
      settings: { listen, access: { ...access, tokens }, ...settings },
    });
    const path = settings.publicUrl === undefined ? "" : new URL(settings.publicUrl).pathname;
    const { status } = await call(`http://127.0.0.1:${port}${path}/api/health`);
    const warned = tidemark.log.some((line) => line.includes("travel unencrypted"));
    await tidemark.close();
    return `${status}${warned ? ", warned" : ""}`;
  } catch (error) {
    expect(await portIsFree("0.0.0.0", port)).toBe(true);
    return String(error instanceof Error && "code" in error ? error.code : error);
  }
}

/** Makes the first account by the link that a start on loopback prints. */
async function makeAccount(): Promise<void> {
  const tidemark = await startForTest([], { dataDir });
  const token = new URL(tidemark.setUpUrl ?? "").hash.slice(1);
  const made = await call(`${tidemark.url}/api/access/setup`, {
    method: "POST",
    headers: { Origin: tidemark.url, "Content-Type": "application/json" },
    body: JSON.stringify({ token, name: "ann", password: "correct horse battery staple" }),
  });
  expect(made.status).toBe(201);
  await tidemark.close();
}

test("Other machines are served once somebody has an account, and only by https unless http is allowed", async () => {
  expect(await start(byProxy)).toBe("no-account-yet");
  expect(await start({ insecureHttp: true })).toBe("no-account-yet");
  await makeAccount();
  expect(await start(byProxy)).toBe("200");
  expect(await start({})).toBe("public-url-missing");
  expect(await start({ publicUrl: "http://ops.example" })).toBe("insecure-listen");
  expect(await start({ publicUrl: "http://ops.example", insecureHttp: true })).toBe("200, warned");
});

test("A token of the settings counts as an account where it can make one: a container needs no start on loopback", async () => {
  const grants = { all: "viewer", groups: {} } as const;
  expect(await start(byProxy, [{ ...testToken, grants }])).toBe("no-account-yet");
  expect(await start(byProxy, [{ ...testToken, grants: { all: null, groups: { orders: "admin" } } }])).toBe(
    "no-account-yet",
  );
  expect(await start(byProxy, [testToken])).toBe("200");
});
