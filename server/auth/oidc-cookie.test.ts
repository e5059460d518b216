import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { personKey } from "@/lib/access/person-key";
import { longestPath } from "@/lib/access/way-back";
import { createSeal } from "@/server/store/seal";
import type { CookiePlace } from "./cookie";
import { dropPending, readPending, writePending } from "./oidc-cookie";
import { sealPending } from "./oidc-pending";

const https: CookiePlace = { isSecure: true, port: "443" };
const loopback: CookiePlace = { isSecure: false, port: "7700" };

test("with https the cookie is one that no other host can plant", () => {
  const line = writePending("v1.a.b.c", https);
  expect(line).toMatch(/^__Host-tidemark-oidc=v1\.a\.b\.c; /);
  for (const part of ["Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=600"])
    expect(line.split("; ")).toContain(part);
  expect(line).not.toContain("Domain");
});

test("on loopback dashboards on two ports do not take each other's", () => {
  const cookies = `${writePending("one", loopback)}; ${writePending("two", { ...loopback, port: "7701" })}`;
  expect(readPending(cookies, loopback)).toBe("one");
  expect(readPending(cookies, { ...loopback, port: "7702" })).toBeUndefined();
  expect(readPending(undefined, loopback)).toBeUndefined();
});

test("it fits into what browsers keep of a cookie, whichever page was wanted", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-oidc-cookie-"));
  try {
    const random = "r".repeat(43);
    const person = personKey({ issuer: `https://${"i".repeat(200)}`, subject: "s".repeat(255) });
    const sealed = sealPending(createSeal(dataDir), {
      state: random,
      nonce: random,
      verifier: random,
      to: `/${"a".repeat(longestPath - 1)}`,
      beganMs: Date.now(),
      again: { person, session: random },
    });
    expect(writePending(sealed, https).length).toBeLessThan(4_096);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

test("it is dropped under the name and path it was set with", () => {
  expect(dropPending(https)).toMatch(/^__Host-tidemark-oidc=; .*Max-Age=0/);
});
