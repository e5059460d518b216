import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { providerHref, returnPath, signInHref } from "./return-path";

describe("the way back after signing in", () => {
  it("is where one was, with its query", () => {
    for (const path of ["/g/demo?view=table&sel=a%3A1", "/backups", "/i/10.0.0.1%3A6379#info"])
      expect(returnPath(new URLSearchParams(signInHref(path).split("?")[1]).get("to"))).toBe(path);
    expect(signInHref("/")).toBe("/login");
  });

  it("is the fleet where a link names no page of ours", () => {
    for (const to of [
      null,
      "",
      "g/demo",
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "/.//evil.example",
    ])
      expect(returnPath(to), `${to}`).toBe("/");
    for (const to of ["https://evil.example/", "javascript:alert(1)", "/login?to=/login", "/setup"])
      expect(returnPath(to), to).toBe("/");
  });

  it("never leaves this origin, whatever a link says", () => {
    const parts = fc.constantFrom("/", "\\", ".", "\t", "\n", ":", "@", "evil.example", "http:", "%2f", "a");
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (some) => {
        const { origin } = new URL(returnPath(some.join("")), "https://tidemark.example");
        expect(origin).toBe("https://tidemark.example");
      }),
    );
  });

  it("goes through the provider with the path as one word", () => {
    expect(providerHref("/g/demo?view=table", true)).toBe(
      "/api/access/oidc/start?to=%2Fg%2Fdemo%3Fview%3Dtable&again=true",
    );
  });
});
