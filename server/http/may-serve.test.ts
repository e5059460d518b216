import { expect, test } from "vitest";
import { reachProblem, reachRules } from "./may-serve";
import { createSites } from "./sites";

const port = 7700;
/** A start that listens at `host`; somebody has an account unless it is said otherwise. */
const at = (
  host: string,
  {
    publicUrl = null,
    tls = false,
    accounts = true,
    insecureHttp = false,
  }: {
    publicUrl?: string | null;
    tls?: boolean;
    accounts?: boolean;
    insecureHttp?: boolean;
  } = {},
) => {
  const listen = { host, port };
  return { listen, sites: createSites(listen, publicUrl, tls ? "https" : "http"), accounts, insecureHttp };
};
const byProxy = { publicUrl: "https://ops.example/tidemark" };

test.each([
  ["loopback, before there is an account", at("127.0.0.1", { accounts: false }), null],
  ["loopback of IPv6, by http", at("::1"), null],
  [
    "an address, before there is an account",
    at("10.0.0.1", { ...byProxy, accounts: false }),
    "no-account-yet",
  ],
  [
    "every address, before there is an account",
    at("0.0.0.0", { ...byProxy, accounts: false }),
    "no-account-yet",
  ],
  [
    "an address, before there is an account, http allowed",
    at("10.0.0.1", { insecureHttp: true, accounts: false }),
    "no-account-yet",
  ],
  ["a name that is not of loopback", at("host.example"), "insecure-listen"],
  ["every address, none of which it knows for its own", at("0.0.0.0", { tls: true }), "public-url-missing"],
  ["every address of IPv6, likewise", at("::", { insecureHttp: true }), "public-url-missing"],
  ["every address, named by http", at("0.0.0.0", { publicUrl: "http://ops.example" }), "insecure-listen"],
  ["every address, behind a proxy", at("0.0.0.0", byProxy), null],
  ["every address, with a certificate", at("0.0.0.0", { tls: true, publicUrl: "https://x.example" }), null],
  ["an address by http, where that is allowed", at("10.0.0.1", { insecureHttp: true }), null],
  [
    "every address, named by http, where that is allowed",
    at("0.0.0.0", { publicUrl: "http://ops.example", insecureHttp: true }),
    null,
  ],
])("Beyond this machine an account and https are asked for: %s", (_, reach, code) => {
  expect(reachProblem(reach)?.code ?? null).toBe(code);
});

test("Each refusal names the address, and what to do", () => {
  expect(reachRules.map(({ problem }) => problem(at("0.0.0.0")).detail)).toMatchInlineSnapshot(`
    [
      "Other machines can reach 0.0.0.0:7700, and nobody has an account. Start once with --host 127.0.0.1, open the link that is printed, and make one; or name a token with the role admin under access.tokens. More in docs/reverse-proxy.md.",
      "It listens at every address, 0.0.0.0:7700, and no browser has that one in its bar: nobody could sign in. Set public-url to the address that is opened, such as https://tidemark.example.",
      "Other machines can reach 0.0.0.0:7700, and what they send to http://0.0.0.0:7700 anybody on the way could read, passwords among it. Give public-url the https address of the proxy in front, or set tls.cert and tls.key; where neither can be, set access.insecure-http: true.",
    ]
  `);
});
