import { expect, test } from "vitest";
import { dropCookie, readCookie, writeCookie } from "./cookie";

const https = { isSecure: true, port: "7700" };
const http = { isSecure: false, port: "7700" };

test("R5: over https the cookie is bound to this host, unseen by scripts, and never sent from another site", () => {
  expect(writeCookie("s3", https, 60)).toBe(
    "__Host-tidemark=s3; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Strict",
  );
});

test("R5: on plain http, which is loopback alone, it is each dashboard's own", () => {
  expect(writeCookie("s3", http, 60)).toBe("tidemark-7700=s3; Max-Age=60; Path=/; HttpOnly; SameSite=Strict");
  const both = "tidemark-7701=other; tidemark-7700=mine; __Host-tidemark=planted";
  expect(readCookie(both, http)).toBe("mine");
  expect(readCookie("tidemark-7701=other", http)).toBeNull();
});

test("a dropped cookie is empty and over", () => {
  expect(dropCookie(https)).toContain("__Host-tidemark=; Max-Age=0; Path=/");
  expect(readCookie(undefined, https)).toBeNull();
});
