import { describe, expect, it } from "vitest";
import { shortNames } from "./short-names";

const labels = (...names: string[]) => [...shortNames(names).values()];

describe("short names", () => {
  it("drops the port that all share", () => {
    expect(labels("us-1:6379", "eu-1:6379")).toEqual(["us-1", "eu-1"]);
  });

  it("drops the host that all share and keeps the colon, so that a port reads as one", () => {
    expect(labels("127.0.0.1:7001", "127.0.0.1:7002")).toEqual([":7001", ":7002"]);
  });

  it("keeps both parts where neither is shared", () => {
    expect(labels("a:1", "b:2")).toEqual(["a:1", "b:2"]);
  });

  it("keeps the brackets of an IPv6 address", () => {
    expect(labels("[::1]:6379", "[::2]:6379")).toEqual(["[::1]", "[::2]"]);
  });

  it("leaves names alone where one has no port", () => {
    expect(labels("unix:/run/redis.sock", "eu-1:6379")).toEqual(["unix:/run/redis.sock", "eu-1:6379"]);
  });

  it("shows a single instance by its host", () => {
    expect(labels("us-1:6379")).toEqual(["us-1"]);
  });
});
