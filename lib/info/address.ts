import { err, ok, type Result } from "@/lib/result";
import type { Address } from "./view";

/** An address as an instance's id spells it: `host:port`, IPv6 in brackets. */
export const formatAddress = (address: Address): string =>
  address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;

const name = /^(?!-|no$)[A-Za-z0-9_.-]{1,253}$/i;
const ipv6 = /^(?=[^%]*:[^%]*:)[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9_.-]{1,32})?$/;
const port = /^[1-9]\d{0,4}$/;

/** Whether it is a host name or an IP address, and nothing else. */
export const isPlainHost = (host: string): boolean => name.test(host) || ipv6.test(host);

/**
 * Whether an address may become words of a command: a plain host name or IP address and a port from 1 to 65535.
 * Redis takes any string after REPLICAOF, writes it unquoted into its config file, and reads `no one` as a word of
 * its own, so whatever could be more than a host is refused, and so is the half of those words that could be one.
 * Source: replication.c, replicaofCommand; config.c, rewriteConfigReplicaofOption.
 */
export function isPlainAddress(address: Address): boolean {
  return (
    isPlainHost(address.host) && Number.isInteger(address.port) && address.port >= 1 && address.port <= 65_535
  );
}

/** `REPLICAOF host port`; null where that is no plain address. Nothing else makes this command with a host in it. */
export const replicaofCommand = (address: Address): ["REPLICAOF", string, string] | null =>
  isPlainAddress(address) ? ["REPLICAOF", address.host, String(address.port)] : null;

/**
 * Reads `host:port` or `[IPv6]:port`; the inverse of `formatAddress`. Refuses white space and control characters,
 * a leading `-`, an IPv6 address without brackets, and ports outside 1 to 65535. `detail` never repeats the text.
 */
export function parseAddress(text: string): Result<Address, { readonly detail: string }> {
  const bracketed = /^\[([^[\]]*)\]:([^:]*)$/.exec(text);
  const parts = bracketed ?? /^([^:]*):([^:]*)$/.exec(text);
  const [host, digits] = [parts?.[1], parts?.[2]];
  if (host === undefined || digits === undefined)
    return err({ detail: "An address is host:port, with an IPv6 host in brackets." });
  if (bracketed === null ? !name.test(host) : !ipv6.test(host))
    return err({ detail: "The host must be a plain host name or IP address." });
  const address = { host, port: Number(digits) };
  return port.test(digits) && isPlainAddress(address)
    ? ok(address)
    : err({ detail: "The port must be a number from 1 to 65535." });
}

/**
 * Whether a text that a request names an instance by is at most a name: no control character, no leading `-`, not the words
 * `no one`; blanks in the path of a socket alone. Which instance it names, if any, is for the inventory to say.
 */
export const isMereName = (text: string): boolean =>
  text.startsWith("unix:/") ? !/\p{Cc}/u.test(text) : !/^-|^\[-|[\s\p{Cc}]|^no:one$/iu.test(text);
