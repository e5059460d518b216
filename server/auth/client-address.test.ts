import { expect, test } from "vitest";
import { createClientAddress } from "./client-address";

const proxies = [
  { family: "ipv4", address: "127.0.0.1", prefix: 32 },
  { family: "ipv4", address: "10.0.0.0", prefix: 8 },
] as const;
const seen = (peer: string | null, forwarded?: string) =>
  createClientAddress(proxies)({
    peer,
    header: (name) => (name === "x-forwarded-for" ? forwarded : undefined),
  });

test.each([
  ["a client of its own", "192.0.2.7", undefined, "192.0.2.7"],
  ["one who pretends to be forwarded", "192.0.2.7", "198.51.100.1", "192.0.2.7"],
  ["one behind the proxy", "127.0.0.1", "192.0.2.7", "192.0.2.7"],
  ["one behind two proxies", "127.0.0.1", "192.0.2.7, 10.1.2.3", "192.0.2.7"],
  [
    "one who wrote something before the proxy did",
    "127.0.0.1",
    "10.9.9.9, 198.51.100.1, 192.0.2.7",
    "192.0.2.7",
  ],
  ["one behind the proxy by IPv6", "::ffff:127.0.0.1", "2001:db8::7", "2001:db8::7"],
  ["a proxy that says nothing", "127.0.0.1", undefined, "127.0.0.1"],
  ["a proxy that says no address", "127.0.0.1", "unknown", "127.0.0.1"],
  ["a proxy of whom all others are proxies", "127.0.0.1", "10.0.0.1, 10.0.0.2", "10.0.0.1"],
  ["a connection without an end", null, "192.0.2.7", null],
])("R11: attempts of %s count there", (_, peer, forwarded, address) => {
  expect(seen(peer, forwarded)).toBe(address);
});

test("without the setting nothing is believed", () => {
  const address = createClientAddress([])({ peer: "127.0.0.1", header: () => "192.0.2.7" });
  expect(address).toBe("127.0.0.1");
});
