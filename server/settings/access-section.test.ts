import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSettings, SettingsError } from "@/server/settings";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "tidemark-access-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function load(yaml: string, env: Record<string, string> = {}) {
  writeFileSync(join(cwd, "tidemark.yaml"), yaml);
  return loadSettings({ env, cwd }).access;
}

function refusal(yaml: string): string {
  try {
    load(yaml);
  } catch (error) {
    if (error instanceof SettingsError) return error.lines.join("\n").replaceAll(`${cwd}/`, "");
    throw error;
  }
  throw new Error("the settings were accepted");
}

test("A provider and a proxy are read, and groups named in their tables are known by their ids", () => {
  const access = load(
    `
access:
  oidc:
    issuer: https://id.example/realms/one/
    client-id: tidemark
    client-secret: \${OIDC_SECRET}
    label: Company login
    grants:
      - { value: redis-admins, role: admin }
      - { value: on-call, role: operator, groups: [Orders EU, carts] }
  proxy:
    from: [127.0.0.1, "fd00::/8"]
    user-header: Remote-User
    groups-separator: "|"
    grants: [{ value: "*", role: viewer }]
`,
    { OIDC_SECRET: "s3cret" },
  );
  expect(access).toMatchObject({
    oidc: {
      issuer: "https://id.example/realms/one/",
      clientId: "tidemark",
      clientSecret: "s3cret",
      label: "Company login",
      scopes: "openid profile",
      nameClaim: "preferred_username",
      groupsClaim: "groups",
      grants: [
        { value: "redis-admins", role: "admin", groups: null },
        { value: "on-call", role: "operator", groups: ["orders-eu", "carts"] },
      ],
    },
    proxy: {
      from: [
        { address: "127.0.0.1", prefix: 32, family: "ipv4" },
        { address: "fd00::", prefix: 8, family: "ipv6" },
      ],
      userHeader: "remote-user",
      groupsHeader: "x-forwarded-groups",
      groupsSeparator: "|",
      grants: [{ value: "*", role: "viewer", groups: null }],
    },
  });
});

test("The environment alone can name a provider", () => {
  const { oidc } = load("", {
    TIDEMARK_ACCESS_OIDC_ISSUER: "http://127.0.0.1:5556/dex",
    TIDEMARK_ACCESS_OIDC_CLIENT_ID: "tidemark",
    TIDEMARK_ACCESS_OIDC_GRANTS: "[{ value: '*', role: viewer }]",
  });
  expect(oidc).toMatchObject({ issuer: "http://127.0.0.1:5556/dex", clientSecret: null });
});

const rows = "grants: [{ value: a, role: viewer }]";
test.each([
  [
    "a provider without a client",
    `oidc: { issuer: "https://id.example", ${rows} }`,
    "access.oidc.client-id: set the id",
  ],
  [
    "a client without a provider",
    "oidc: { client-id: tidemark }",
    "access.oidc.issuer: set the provider's URL",
  ],
  [
    "rows without a provider",
    `oidc: { ${rows} }`,
    "access.oidc.issuer: set the provider's URL, or leave grants out",
  ],
  [
    "a provider over http on another machine",
    `oidc: { issuer: "http://id.example", client-id: a, ${rows} }`,
    'access.oidc.issuer: "http://id.example" is not possible; allowed: https://',
  ],
  [
    "a whole discovery address",
    `oidc: { issuer: "https://id.example/.well-known/openid-configuration", client-id: a, ${rows} }`,
    "the issuer itself",
  ],
  [
    "a provider with a login in its URL",
    `oidc: { issuer: "https://a:b@id.example", client-id: a, ${rows} }`,
    "null, or the provider's URL",
  ],
  [
    "a provider with rows for nobody",
    'oidc: { issuer: "https://id.example", client-id: a }',
    "access.oidc.grants: at least one row",
  ],
  [
    "scopes without openid",
    `oidc: { issuer: "https://id.example", client-id: a, scopes: profile, ${rows} }`,
    "access.oidc.scopes",
  ],
  ["a role that there is not", "oidc: { grants: [{ value: a, role: root }] }", "access.oidc.grants[0].role"],
  [
    "an empty list of groups",
    "oidc: { grants: [{ value: a, role: viewer, groups: [] }] }",
    "access.oidc.grants[0].groups: at least one group",
  ],
  ["rows for no proxy", `proxy: { ${rows} }`, "access.proxy.from: name the addresses"],
  ["a proxy with rows for nobody", "proxy: { from: [127.0.0.1] }", "access.proxy.grants: at least one row"],
  ["everybody as a proxy", `proxy: { from: ["0.0.0.0/0"], ${rows} }`, "access.proxy.from[0]"],
  ["a host name as a proxy", `proxy: { from: [localhost], ${rows} }`, "access.proxy.from[0]"],
  [
    "one header for both",
    `proxy: { from: [127.0.0.1], groups-header: X-Forwarded-User, ${rows} }`,
    "access.proxy.groups-header",
  ],
])("A start is refused: %s", (_, yaml, expected) => {
  expect(refusal(`access:\n  ${yaml}`)).toContain(expected);
});

test("A client secret that cannot be used is not shown", () => {
  expect(refusal("access: { oidc: { client-secret: [canary-4711] } }")).not.toContain("canary-4711");
});
