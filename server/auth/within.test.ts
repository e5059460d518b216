import { expect, test } from "vitest";
import { type Network, parseNetwork } from "@/server/redis/network";
import { withinNetworks } from "./within";

const read = (...texts: string[]): Network[] =>
  texts.map((text) => {
    const network = parseNetwork(text);
    if (!network.ok) throw new Error(`${text} was refused`);
    return network.value;
  });

test("an address is within a network by its bits, however it is written", () => {
  const within = withinNetworks(read("10.1.0.0/16", "192.0.2.7", "fd00:1::/32"));
  for (const inside of [
    "10.1.0.0",
    "10.1.255.255",
    "192.0.2.7",
    "fd00:1::9",
    "::ffff:10.1.2.3",
    "::ffff:a01:203",
  ])
    expect(within(inside), inside).toBe(true);
  for (const outside of [
    "10.2.0.0",
    "110.1.0.1",
    "192.0.2.70",
    "192.0.2.6",
    "fd00:2::9",
    "::ffff:10.2.0.0",
    "::a01:203",
  ])
    expect(within(outside), outside).toBe(false);
});

test("what is no address lies nowhere", () => {
  const within = withinNetworks(read("10.1.0.0/16", "::1"));
  for (const text of ["", "10.1.2.3:80", "localhost", "10.1", "fe80::1%lo"]) expect(within(text)).toBe(false);
});
