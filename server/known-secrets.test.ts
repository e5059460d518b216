import { expect, test } from "vitest";
import { createKnownSecrets } from "./known-secrets";

const login = (password: string) => ({ username: null, password });

test("R9: every password of a group is hidden, as it is, as JSON and URLs write it", () => {
  const secrets = createKnownSecrets();
  const text = ['poller"1', "operator2", "sentinel3", "seed/4%", "backup5"];
  secrets.learn({
    seeds: [`redis://me:${encodeURIComponent("seed/4%")}@h:1`, "not a seed://"],
    password: 'poller"1',
    operator: login("operator2"),
    sentinel: login("sentinel3"),
    backup: login("backup5"),
  });
  for (const one of text)
    for (const written of [one, JSON.stringify({ one }), `/x?${encodeURIComponent(one)}`])
      expect(secrets.hide(`a ${written} b`)).toContain("(hidden)");
  expect(JSON.parse(secrets.hide(JSON.stringify({ a: text })))).toEqual({ a: text.map(() => "(hidden)") });
});

test("What is too short to be a secret garbles no text", () => {
  const secrets = createKnownSecrets();
  secrets.learn({ seeds: ["h:1"], password: "redis", operator: login("") });
  expect(secrets.hide("redis is down")).toBe("redis is down");
});

test("R9: what people and programs sign in with is hidden by its form", () => {
  const { hide } = createKnownSecrets();
  const random = "Ieqq_RR6-1sf4I4SMm-wbP_-7RpYx5tASx4sdW_umSE";
  expect(hide(`DELETE /api/tokens/tdm_${random}`)).toBe("DELETE /api/tokens/(hidden)");
  expect(hide(`/setup#${random}, "${random}"`)).toBe('/setup#(hidden), "(hidden)"');
  for (const kept of ["01a216a5-de64-7001-b74a-1f098d5b91ea", "ab".repeat(20), "ab".repeat(32), `${random}x`])
    expect(hide(kept)).toBe(kept);
});
