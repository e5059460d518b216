import { describe, expect, it } from "vitest";
import { usualNetworks } from "@/server/redis/networks";
import { loginsFor } from "./logins";

const login = (password: string | null) => ({ username: null, password });
const hosts = new Set(["10.0.0.1"]);
const at = (host: string, configured: boolean) => ({
  configured,
  target: { endpoint: { host, port: 26_379 }, networks: usualNetworks, tls: null },
});
const passwords = (host: string, configured: boolean, own: string | null, poller: string | null) =>
  loginsFor(
    at(host, configured),
    { sentinelLogin: own === null ? null : login(own), poller: login(poller) },
    hosts,
  ).map(({ password }) => password);

describe("a Sentinel is given", () => {
  it("nothing where there is no password", () => {
    expect(passwords("10.0.0.1", true, null, null)).toEqual([null]);
    expect(passwords("10.0.0.9", false, null, null)).toEqual([null]);
  });

  it("of the settings: its own password, or the instances' and then none", () => {
    expect(passwords("10.0.0.9", true, "s", "p")).toEqual(["s"]);
    expect(passwords("10.0.0.9", true, null, "p")).toEqual(["p", null]);
  });

  it("that was heard of: the instances' password only where an instance lives, and only when it asks", () => {
    expect(passwords("10.0.0.1", false, null, "p")).toEqual([null, "p"]);
    expect(passwords("10.6.6.6", false, null, "p")).toEqual([null]);
    expect(passwords("10.6.6.6", false, "s", "p")).toEqual([null, "s"]);
  });
});
