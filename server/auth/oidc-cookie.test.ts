import { expect, test } from "vitest";
import type { CookiePlace } from "./cookie";
import { dropPending, readPending, writePending } from "./oidc-cookie";

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

test("it is dropped under the name and path it was set with", () => {
  expect(dropPending(https)).toMatch(/^__Host-tidemark-oidc=; .*Max-Age=0/);
});
