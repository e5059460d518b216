import { describe, expect, test } from "vitest";
import type { ServerVersion } from "@/lib/info/version";
import { loads } from "./rdb-matrix";

const server = (text: string): ServerVersion => {
  const [product, version = ""] = text.split(" ");
  const [major, minor] = version.split(".");
  return { product: product === "valkey" ? "valkey" : "redis", major: Number(major), minor: Number(minor) };
};

describe("whether a replica can load a full copy", () => {
  test.each([
    ["redis 7.0", "redis 7.0", "yes"],
    ["redis 8.0", "redis 6.0", "yes"],
    ["redis 6.0", "redis 7.0", "no"],
    ["redis 6.2", "redis 6.0", "yes"],
    ["redis 7.0", "redis 7.2", "no"],
    ["redis 8.0", "valkey 8.1", "yes"],
    ["valkey 8.1", "redis 8.0", "no"],
    ["valkey 8.1", "redis 7.2", "yes"],
    ["redis 7.0", "valkey 8.1", "no"],
    ["valkey 9.1", "redis 8.0", "no"],
    ["valkey 9.1", "redis 7.0", "yes"],
    ["valkey 9.1", "valkey 8.1", "yes"],
    ["valkey 9.1", "valkey 9.1", "yes"],
    ["redis 8.0", "valkey 9.1", "yes"],
    ["valkey 8.1", "valkey 9.1", "yes"],
    ["redis 7.0", "valkey 9.1", "no"],
    ["redis 6.0", "valkey 9.1", "no"],
    ["redis 8.0", "valkey 9.0", "unknown"],
    ["redis 9.0", "redis 8.0", "unknown"],
    ["redis 8.0", "valkey 10.0", "unknown"],
  ])("%s from %s: %s", (replica, upstream, answer) => {
    expect(loads(server(replica), server(upstream))).toBe(answer);
  });

  test("Valkey 9 takes Redis 8's version when its check is relaxed", () => {
    expect(loads(server("valkey 9.1"), server("redis 8.0"), true)).toBe("yes");
  });

  test("nobody can say of a server whose version is not known", () => {
    expect(loads(null, server("redis 7.0"))).toBe("unknown");
    expect(loads(server("redis 7.0"), null)).toBe("unknown");
  });
});
