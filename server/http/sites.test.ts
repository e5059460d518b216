import { describe, expect, test } from "vitest";
import { createSites } from "./sites";

const loopback = createSites({ host: "127.0.0.1", port: 7700 }, null);
const everywhere = createSites({ host: "0.0.0.0", port: 7700 }, null);
const behindProxy = createSites({ host: "127.0.0.1", port: 7700 }, "https://tidemark.example");
const ipv6 = createSites({ host: "::1", port: 7700 }, null);
const underPath = createSites({ host: "127.0.0.1", port: 7700 }, "https://ops.example:8443/tidemark");
const ownCertificate = createSites({ host: "127.0.0.1", port: 7700 }, null, "https");

describe("An Origin is ours", () => {
  test.each([
    [loopback, "http://127.0.0.1:7700", true],
    [loopback, "http://localhost:7700", false],
    [loopback, "http://127.0.0.1:7701", false],
    [loopback, "https://127.0.0.1:7700", false],
    [loopback, "http://127.0.0.1:7700/", false],
    [loopback, "null", false],
    [loopback, undefined, false],
    [behindProxy, "https://tidemark.example", true],
    [behindProxy, "http://tidemark.example", false],
    [behindProxy, "http://127.0.0.1:7700", false],
    [ipv6, "http://[::1]:7700", true],
    [underPath, "https://ops.example:8443", true],
    [underPath, "https://ops.example:8443/tidemark", false],
    [underPath, "https://ops.example", false],
    [ownCertificate, "https://127.0.0.1:7700", true],
    [ownCertificate, "http://127.0.0.1:7700", false],
  ])("R1: only when it equals public-url: $1 is $2", (sites, origin, own) => {
    expect(sites.isOwnOrigin(origin)).toBe(own);
  });
});

describe("A Host is ours", () => {
  test.each([
    [loopback, "127.0.0.1:7700", true],
    [loopback, "localhost:9999", true],
    [loopback, "LOCALHOST", true],
    [loopback, "[::1]:7700", true],
    [loopback, "evil.example", false],
    [loopback, "localhost.evil.example", false],
    [loopback, "127.0.0.1.evil.example", false],
    [loopback, "10.0.0.1:7700", false],
    [loopback, "a@localhost", false],
    [loopback, "", false],
    [loopback, undefined, false],
    [behindProxy, "tidemark.example", true],
    [behindProxy, "tidemark.example:8443", true],
    [behindProxy, "x.tidemark.example", false],
    [everywhere, "10.0.0.1:7700", true],
    [everywhere, "[2001:db8::1]:7700", true],
    [everywhere, "evil.example:7700", false],
    [ipv6, "[::1]:7700", true],
    [underPath, "ops.example", true],
    [underPath, "ops.example/tidemark", false],
  ])("by name: $1 is $2", (sites, host, own) => {
    expect(sites.isOwnHost(host)).toBe(own);
  });
});

test.each([
  [loopback, "http://127.0.0.1:7700", "", false],
  [behindProxy, "https://tidemark.example", "", true],
  [underPath, "https://ops.example:8443", "/tidemark", true],
  [ownCertificate, "https://127.0.0.1:7700", "", true],
])(
  "An address is an origin and a path, and is secure by https alone: $1",
  (sites, origin, basePath, isSecure) => {
    expect(sites).toMatchObject({ origin, basePath, isSecure, publicUrl: `${origin}${basePath}` });
  },
);

test.each([
  ["/tidemark", "/"],
  ["/tidemark/", "/"],
  ["/tidemark?a=/b", "/?a=/b"],
  ["/tidemark/api/health?a", "/api/health?a"],
  ["/tidemarks", null],
  ["/tidemark.", null],
  ["/Tidemark/api", null],
  ["/", null],
  ["/api/health", null],
  ["//tidemark/api", null],
])("Under a path, %s is %j, and without one it stays what it is", (url, rest) => {
  expect(underPath.within(url)).toBe(rest);
  expect(behindProxy.within(url)).toBe(url);
});

describe("A page under another loopback name", () => {
  test("is sent to ours, where the Origin will be right", () => {
    expect(loopback.redirect("localhost:7700")).toBe("http://127.0.0.1:7700");
    expect(loopback.redirect("127.0.0.1:7700")).toBeNull();
  });

  test("stays when public-url is set: a proxy may well pass on a Host of its own", () => {
    expect(behindProxy.redirect("localhost:7700")).toBeNull();
    expect(behindProxy.redirect("127.0.0.1:7700")).toBeNull();
  });
});
