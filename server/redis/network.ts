import { isIP } from "node:net";
import { err, ok, type Result } from "@/lib/result";

/** Addresses that share their first `prefix` bits; a single one has all 32 or 128. */
export interface Network {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
  readonly prefix: number;
}

/** What `networks.allow` is where nobody set it: this machine, and the addresses that no router of the Internet knows. */
export const usualAllow: readonly Network[] = [
  { family: "ipv4", address: "127.0.0.0", prefix: 8 },
  { family: "ipv6", address: "::1", prefix: 128 },
  { family: "ipv4", address: "10.0.0.0", prefix: 8 },
  { family: "ipv4", address: "172.16.0.0", prefix: 12 },
  { family: "ipv4", address: "192.168.0.0", prefix: 16 },
  { family: "ipv4", address: "100.64.0.0", prefix: 10 },
  { family: "ipv6", address: "fc00::", prefix: 7 },
];

/** Reads `10.0.0.0/8`, `fd00::/8` or a single address. The error is a sentence, or empty where it is no address at all. */
export function parseNetwork(text: string): Result<Network, string> {
  const [address = "", digits] = text.split("/", 2);
  const family = text.split("/").length > 2 || address.includes("%") ? 0 : isIP(address);
  if (family === 0) return err("");
  if (family === 6 && carriedIPv4(address) !== null)
    return err("an IPv6 address that carries an IPv4 address is judged as that one: name it as IPv4");
  const longest = family === 4 ? 32 : 128;
  const prefix = digits === undefined ? longest : /^\d{1,3}$/.test(digits) ? Number(digits) : longest + 1;
  return prefix > longest ? err("") : ok({ family: family === 4 ? "ipv4" : "ipv6", address, prefix });
}

/**
 * The IPv4 address that an IPv6 address leads to: mapped (`::ffff:0:0/96`, RFC 4291), translated (`64:ff9b::/96`, RFC 6052)
 * or tunnelled (`2002::/16`, RFC 3056). Null: none.
 */
export function carriedIPv4(address: string): string | null {
  const groups = groupsOf(address);
  const [first = 0, second = 0, third = 0, , , sixth = 0, high = 0, low = 0] = groups;
  if (first === 0x2002) return dotted(second, third);
  const zeros = (from: number): boolean => groups.slice(from, 5).every((group) => group === 0);
  const isMapped = zeros(0) && sixth === 0xffff;
  const isTranslated = first === 0x64 && second === 0xff9b && zeros(2) && sixth === 0;
  return isMapped || isTranslated ? dotted(high, low) : null;
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join(".");

/** The eight groups of an IPv6 address without a zone; the URL parser knows every way to write one. */
function groupsOf(address: string): number[] {
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const read = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [before, after] = [read(head), read(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
