import { z } from "zod";
import { type ClaimGrant, everybody } from "@/lib/access/claims";
import { err, ok, type Result } from "@/lib/result";
import { slug } from "@/server/poller/slug";
import { type Network, parseNetwork } from "@/server/redis/network";
import { parsed, parsedOrNull, section, text, word } from "./leaves";
import { isLoopback } from "./listen";

/** An OpenID Connect provider, and what the people that it names may do here. */
export interface OidcSettings {
  /** As it was written: providers compare it letter for letter, a last slash included. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
  readonly label: string;
  readonly scopes: string;
  readonly nameClaim: string;
  readonly groupsClaim: string;
  readonly grants: readonly ClaimGrant[];
}

/** A reverse proxy that names who asks. */
export interface ProxySettings {
  /** Where it connects from; never empty. */
  readonly from: readonly Network[];
  /** Header names, in lower case. */
  readonly userHeader: string;
  readonly groupsHeader: string;
  /** What stands between two values of the groups' header. */
  readonly groupsSeparator: "," | "|";
  readonly grants: readonly ClaimGrant[];
}

/** Rows of who may do what. Groups are named here, as everywhere in the settings, and known by their ids from here on. */
const grants = z
  .array(
    section({
      value: text("a value of the claim or header, or * for everybody"),
      role: word(["viewer", "operator", "admin"]),
      groups: z
        .array(text("a group's name"), { error: "allowed: a list of names of groups; left out: all of them" })
        .min(1, { error: "at least one group; left out: all of them" })
        .optional(),
    }).transform(
      ({ value, role, groups }): ClaimGrant => ({
        value,
        role,
        groups: groups?.map((name) => slug(name)) ?? null,
      }),
    ),
    { error: "allowed: a list of { value, role, groups }" },
  )
  .default([]);

/**
 * The provider's URL. Its answers say who may do what, so they must not be readable or changeable on the way; and the
 * library takes a whole discovery address as it is, without comparing the issuer in what it finds there.
 */
function parseIssuer(raw: string): Result<string, string> {
  const url = URL.parse(raw);
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return err("");
  if (url.pathname.includes("/.well-known/"))
    return err("allowed: the issuer itself, without /.well-known/openid-configuration");
  if (url.protocol === "https:") return ok(raw);
  return url.protocol === "http:" && isLoopback(url.hostname)
    ? ok(raw)
    : err("allowed: https://…, for who may do what must not be readable or changeable on the way");
}

const shown = (raw: string) => (/^[^\p{C}]+$/u.test(raw) ? ok(raw) : err(""));
/** Text that a person can see all of; a number is written in quotes. */
const line = (what: string) => parsed(`${what}: text without control characters`, shown);
const lineOrNull = (what: string) => parsedOrNull(`null, or ${what}: text without control characters`, shown);

const headerName = parsed("the name of a header, such as x-forwarded-user", (raw) =>
  /^[A-Za-z0-9-]{1,64}$/.test(raw) ? ok(raw.toLowerCase()) : err(""),
);

/** Null: no provider. */
export const oidcSection = section({
  issuer: parsedOrNull("null, or the provider's URL", parseIssuer).default(null),
  "client-id": lineOrNull("the client's id").default(null),
  "client-secret": lineOrNull("the client's secret").default(null),
  label: line("what the button says").prefault("Single sign-on"),
  scopes: parsed("words, of which one is openid", (raw) =>
    raw.split(" ").includes("openid") && /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(raw)
      ? ok(raw)
      : err(""),
  ).prefault("openid profile"),
  "name-claim": line("the name of a claim").prefault("preferred_username"),
  "groups-claim": line("the name of a claim").prefault("groups"),
  grants,
}).transform((read, context): OidcSettings | null => {
  const { issuer, "client-id": clientId } = read;
  const refuse = (path: string, message: string) => {
    context.addIssue({ code: "custom", path: [path], message });
    return z.NEVER;
  };
  if (issuer === null) {
    if (clientId !== null) return refuse("issuer", "set the provider's URL, or leave client-id out");
    if (read.grants.length > 0) return refuse("issuer", "set the provider's URL, or leave grants out");
    return null;
  }
  if (clientId === null) return refuse("client-id", "set the id that the provider knows Tidemark by");
  if (read.grants.length === 0) return refuse("grants", noGrants);
  return {
    issuer,
    clientId,
    clientSecret: read["client-secret"],
    label: read.label,
    scopes: read.scopes,
    nameClaim: read["name-claim"],
    groupsClaim: read["groups-claim"],
    grants: read.grants,
  };
});

/** Where proxies connect from. */
export const proxies = z
  .array(
    parsed("an address, or a network such as 10.0.0.0/8, but not one of everybody (/0)", (raw) => {
      const network = parseNetwork(raw);
      return network.ok && network.value.prefix === 0 ? err("") : network;
    }),
    { error: "allowed: a list of addresses and networks" },
  )
  .default([]);

/** Null: no proxy is trusted. */
export const proxySection = section({
  from: proxies,
  "user-header": headerName.prefault("x-forwarded-user"),
  "groups-header": headerName.prefault("x-forwarded-groups"),
  "groups-separator": word([",", "|"]).prefault(","),
  grants,
}).transform((read, context): ProxySettings | null => {
  const refuse = (path: string, message: string) => {
    context.addIssue({ code: "custom", path: [path], message });
    return z.NEVER;
  };
  if (read.from.length === 0)
    return read.grants.length === 0
      ? null
      : refuse("from", "name the addresses that the proxy connects from, or leave grants out");
  if (read.grants.length === 0) return refuse("grants", noGrants);
  if (read["user-header"] === read["groups-header"])
    return refuse("groups-header", "allowed: another header than user-header");
  return {
    from: read.from,
    userHeader: read["user-header"],
    groupsHeader: read["groups-header"],
    groupsSeparator: read["groups-separator"],
    grants: read.grants,
  };
});

const noGrants = `at least one row, or nobody may do anything; "${everybody}" as the value is everybody`;
