import { describe, expect, test } from "vitest";
import { contextOf, type Given } from "./group.fixture";
import { listingOf, upstreamWords } from "./words";

const words = (given: readonly Given[], id = "us-1:6379") => upstreamWords(contextOf(given), id);

describe("the words by which an upstream is followed", () => {
  test("are those its replicas follow it by", () => {
    const given = [
      { name: "us-1", announces: { host: "10.0.0.1", port: 7000 } },
      { name: "eu-1", follows: "us-1" },
    ];
    expect(words(given)).toEqual({ host: "10.0.0.1", port: 7000 });
  });

  test("are what it announces, before anybody follows it", () => {
    const config = { "replica-announce-ip": "redis-a.internal", "replica-announce-port": "7001" };
    expect(words([{ name: "us-1", config }])).toEqual({ host: "redis-a.internal", port: 7001 });
    const hostOnly = { "replica-announce-ip": "redis-a.internal", "replica-announce-port": "0" };
    expect(words([{ name: "us-1", config: hostOnly }])).toEqual({ host: "redis-a.internal", port: 6379 });
  });

  test("are those its own upstream lists it by, where it announces nothing", () => {
    const given = [
      { name: "us-1" },
      { name: "eu-1", follows: "us-1", announces: { host: "10.0.0.2", port: 6379 } },
    ];
    expect(words(given, "eu-1:6379")).toEqual({ host: "10.0.0.2", port: 6379 });
  });

  test("are where Tidemark reaches it, where nobody names it", () => {
    expect(words([{ name: "[2001:db8::1]:6380" }], "[2001:db8::1]:6380")).toEqual({
      host: "2001:db8::1",
      port: 6380,
    });
  });

  test("are a loopback address only where nothing better is known", () => {
    const config = { "replica-announce-ip": "127.0.0.1", "replica-announce-port": "6379" };
    expect(words([{ name: "us-1", config }])).toEqual({ host: "us-1", port: 6379 });
    expect(words([{ name: "127.0.0.1:7001" }], "127.0.0.1:7001")).toEqual({ host: "127.0.0.1", port: 7001 });
  });

  test("R7: are never an address that it announces and that leads to another member", () => {
    const config = { "replica-announce-ip": "eu-1", "replica-announce-port": "6379" };
    const given = [{ name: "us-1", config }, { name: "eu-1", follows: "us-2" }, { name: "us-2" }];
    expect(words(given)).toEqual({ host: "us-1", port: 6379 });
    const own = { "replica-announce-ip": "us-1", "replica-announce-port": "6379" };
    expect(words([{ name: "us-1", config: own }])).toEqual({ host: "us-1", port: 6379 });
  });

  test.each(["no one", "no", "x\r\nmaxclients 1", "-x", "a b", ""])("R8: are never %j", (host) => {
    expect(
      words([
        { name: "us-1", announces: { host, port: 6379 } },
        { name: "eu-1", follows: "us-1" },
      ]),
    ).toEqual({
      host: "us-1",
      port: 6379,
    });
  });

  test("are not known for a socket that nobody names", () => {
    expect(words([], "unix:/run/redis.sock")).toBeNull();
  });
});

describe("how a primary lists a replica", () => {
  const given: Given[] = [{ name: "us-1" }, { name: "eu-1", follows: "us-1" }];

  test("is found by where its address leads, not by its text", () => {
    const context = contextOf([
      given[0] ?? { name: "us-1" },
      { name: "eu-1", follows: "us-1", announces: { host: "nat", port: 1 } },
    ]);
    expect(listingOf(context, "us-1:6379", "eu-1:6379")).toEqual({
      found: "online",
      address: { host: "nat", port: 1 },
    });
  });

  test("is none where no line leads to it", () => {
    expect(listingOf(contextOf(given), "eu-1:6379", "us-1:6379").found).toBe("none");
  });
});
