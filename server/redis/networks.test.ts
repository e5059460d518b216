import type { LookupAddress } from "node:dns";
import { describe, expect, test } from "vitest";
import { type Network, parseNetwork, usualAllow } from "./network";
import { Networks, NotAllowed, usualNetworks } from "./networks";

const networks = (...texts: readonly string[]): Network[] =>
  texts.map((text) => {
    const network = parseNetwork(text);
    if (!network.ok) throw new Error(text);
    return network.value;
  });
const everything = new Networks(networks("0.0.0.0/0", "::/0"));

describe("R6: by default", () => {
  test.each([
    "127.0.0.1",
    "127.9.9.9",
    "::1",
    "10.9.9.9",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.127.255.254",
    "fd12:3456::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
  ])("%s may be reached", (host) => {
    expect(usualNetworks.refusal(host)).toBeNull();
  });

  test.each([
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "192.169.0.1",
    "2001:db8::1",
    "fec0::1",
    "::ffff:8.8.8.8",
  ])("%s is outside, and it is said what to do", (host) => {
    expect(usualNetworks.refusal(host)?.message).toBe(
      `${host} is outside networks.allow; add it there if it is yours.`,
    );
  });
});

test.each([
  ["169.254.169.254", "metadata"],
  ["169.254.170.2", "metadata"],
  ["fd00:ec2::254", "metadata"],
  ["fd20:ce::254", "metadata"],
  ["100.100.100.200", "metadata"],
  ["192.0.0.192", "metadata"],
  ["168.63.129.16", "metadata"],
  ["169.254.1.1", "link-local"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["febf::1", "link-local"],
  ["0.0.0.0", "unspecified"],
  ["::", "unspecified"],
  ["0:0:0:0:0:0:0:0", "unspecified"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.255", "multicast"],
  ["ff02::1", "multicast"],
  ["255.255.255.255", "broadcast"],
  ["::ffff:169.254.169.254", "metadata"],
  ["::ffff:a9fe:a9fe", "metadata"],
  ["64:ff9b::a9fe:a9fe", "metadata"],
  ["2002:a9fe:a9fe::", "metadata"],
  ["::ffff:0.0.0.0", "unspecified"],
])("R6: %s is refused though everything is allowed: %s", (host, kind) => {
  expect(everything.refusal(host)).toBeInstanceOf(NotAllowed);
  expect(everything.refusal(host)?.message).toContain(kind);
});

test("R6: what is allowed is what the list says, to the bit", () => {
  const own = new Networks(networks("10.1.0.0/16", "192.0.2.7", "2001:db8:1::/48"));
  for (const host of ["10.1.255.255", "192.0.2.7", "2001:db8:1:ffff::1"])
    expect(own.refusal(host)).toBeNull();
  for (const host of ["10.2.0.0", "10.0.255.255", "192.0.2.8", "2001:db8:2::", "127.0.0.1", "::1"])
    expect(own.refusal(host)).not.toBeNull();
  for (const host of ["127.0.0.1", "::1", "10.0.0.1"]) expect(new Networks([]).refusal(host)).not.toBeNull();
});

describe("R6: a name", () => {
  const asked = (list: readonly Network[], found: readonly string[], all: boolean) => {
    const addresses: LookupAddress[] = found.map((address) => ({
      address,
      family: address.includes(":") ? 6 : 4,
    }));
    const { lookup } = new Networks(list, (_, __, tell) => tell(null, addresses));
    return new Promise((resolve) => {
      lookup("db.example", { all }, (error, address, family) =>
        resolve(error ?? (all ? address : [address, family])),
      );
    });
  };

  test("leads to its allowed addresses alone", async () => {
    const found = ["169.254.169.254", "8.8.8.8", "10.0.0.1", "fd00::1"];
    expect(await asked(usualAllow, found, true)).toEqual([
      { address: "10.0.0.1", family: 4 },
      { address: "fd00::1", family: 6 },
    ]);
    expect(await asked(usualAllow, found, false)).toEqual(["10.0.0.1", 4]);
  });

  test.each([
    [
      ["8.8.8.8"],
      "db.example leads to 8.8.8.8, which is outside networks.allow; add it there if it is yours.",
    ],
    [
      ["169.254.169.254", "8.8.8.8"],
      "db.example leads to 169.254.169.254, which is an address where a cloud keeps its metadata: Tidemark connects to none, whatever networks.allow says.",
    ],
    [[], "db.example leads to no address."],
  ])("that leads to %j is refused, with the address in the sentence", async (found, message) => {
    for (const all of [true, false]) {
      const refusal = await asked(usualAllow, found, all);
      expect(refusal).toBeInstanceOf(NotAllowed);
      expect(refusal).toMatchObject({ message });
    }
  });

  // getaddrinfo reads these as 127.0.0.1, 169.254.169.254 and 0.0.0.0; to Node they are names.
  test.each(["2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "0"])(
    "that is an address in disguise, %s, is judged by what the system makes of it",
    async (host) => {
      expect(everything.refusal(host)).toBeNull();
      const refusal = await new Promise((resolve) =>
        everything.lookup(host, { all: true }, (error) => resolve(error)),
      );
      expect(refusal).toBeInstanceOf(NotAllowed);
    },
  );
});
