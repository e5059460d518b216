import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { billOfMaterials } from "@/server/boot/bom.mjs";
import { productionTree, readLock, toldLicences } from "@/server/boot/tree.mjs";
import { allowed, exceptions } from "./licences";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const lock = readLock(root);
const tree = productionTree(lock);

describe("The production tree", () => {
  test("holds each direct dependency, and no tool", () => {
    const names = tree.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    for (const name of Object.keys(manifest.devDependencies)) {
      // What a dependency of ours itself depends on is both.
      if (!names.includes(name)) continue;
      expect(lock.packages[`node_modules/${name}`]?.dev, name).not.toBe(true);
    }
  });

  test("goes from a package to the copy that Node would give it, beside it or further up", () => {
    const made = productionTree({
      packages: {
        "": { dependencies: { a: "1.0.0" }, devDependencies: { tool: "1.0.0" } },
        "node_modules/a": entry("1.0.0", { dependencies: { b: "^2.0.0", c: "*" } }),
        "node_modules/a/node_modules/b": entry("2.0.0", {
          peerDependencies: { d: "*", e: "*" },
          ...lax("e"),
        }),
        "node_modules/b": entry("1.0.0", { dev: true }),
        "node_modules/c": entry("3.0.0", { dependencies: { a: "1.0.0" }, optional: true }),
        "node_modules/d": entry("4.0.0", { devOptional: true }),
        "node_modules/e": entry("5.0.0", { devOptional: true }),
        "node_modules/tool": entry("1.0.0", { dev: true }),
      },
    });
    expect(made.map(({ path, version, optional }) => [path, version, optional])).toEqual([
      ["node_modules/a", "1.0.0", false],
      ["node_modules/a/node_modules/b", "2.0.0", false],
      ["node_modules/c", "3.0.0", true],
      ["node_modules/d", "4.0.0", false],
    ]);
  });
});

const entry = (version: string, more: object) => ({
  version,
  integrity: "sha512-AAAA",
  license: "MIT",
  ...more,
});
const lax = (name: string) => ({ peerDependenciesMeta: { [name]: { optional: true } } });

describe("The bill of materials", () => {
  const made = billOfMaterials(manifest, lock, {
    now: new Date(0),
    id: "00000000-0000-4000-8000-000000000000",
  });

  test("is headed as CycloneDX 1.5 wants it, and is about this very version", () => {
    expect({ ...made, components: [] }).toEqual({
      $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      serialNumber: "urn:uuid:00000000-0000-4000-8000-000000000000",
      version: 1,
      metadata: {
        timestamp: "1970-01-01T00:00:00.000Z",
        component: {
          "bom-ref": `tidemark@${manifest.version}`,
          type: "application",
          name: "tidemark",
          version: manifest.version,
          purl: `pkg:npm/tidemark@${manifest.version}`,
          licenses: [{ license: { id: "MIT" } }],
        },
      },
      components: [],
    });
  });

  test("R18: the bill of materials names each package of production once, with the version, the licence and the hash of package-lock.json", () => {
    const told = made.components.map((one) => one["bom-ref"]);
    expect(new Set(told).size).toBe(told.length);
    expect(made.components).toHaveLength(new Set(tree.map(({ name, version }) => `${name}@${version}`)).size);
    for (const { name, version, purl, licenses, hashes } of made.components) {
      const source = Object.entries(lock.packages).find(
        ([path, one]) => path.endsWith(`node_modules/${name}`) && one.version === version,
      );
      expect(source, `${name}@${version} is in no place of the lock`).toBeDefined();
      const base64 = Buffer.from(hashes[0]?.content ?? "", "hex").toString("base64");
      expect(`sha512-${base64}`).toBe(source?.[1].integrity);
      expect(hashes[0]?.content).toMatch(/^[0-9a-f]{128}$/);
      expect(licenses).toHaveLength(1);
      expect(decodeURIComponent(purl)).toBe(`pkg:npm/${name}@${version}`);
    }
  });

  test("R18: the bill of materials can be had before anything is installed: it imports nothing but Node", () => {
    for (const file of ["sbom.mjs", "licences.mjs", "bom.mjs", "tree.mjs", "common.mjs", "heap.mjs"]) {
      const text = readFileSync(join(root, "server/boot", file), "utf8");
      const outside = [...text.matchAll(/from "([^".][^"]*)"/g)].map(([, name]) => name);
      expect(outside.filter((name) => !name?.startsWith("node:"))).toEqual([]);
    }
  });
});

describe("The licence of each package of production", () => {
  test("R18: the licence of each package of production is one that a program under MIT can live with", () => {
    const wrong = tree.filter(
      ({ name, licence }) =>
        !allowed.has(licence ?? "") &&
        !exceptions.some((one) => one.name.test(name) && one.licence === licence),
    );
    expect(
      wrong.map(({ name, version, licence }) => `${name}@${version} ${licence}`),
      "allow it in server/supply/licences.ts, with a reason, or do without",
    ).toEqual([]);
  });

  test("Nothing is excepted that is not there", () => {
    for (const { name, licence } of exceptions)
      expect(
        tree.some((one) => name.test(one.name) && one.licence === licence),
        String(name),
      ).toBe(true);
    for (const name of allowed) expect(tree.map(({ licence }) => licence)).toContain(name);
  });

  test("is told by us only where the lock does not tell it in SPDX's words, and as its own file says", () => {
    for (const [name, licence] of Object.entries(toldLicences)) {
      const path = `node_modules/${name}`;
      expect(lock.packages[path]?.license ?? "none").toMatch(/^none$|^SIL OPEN FONT LICENSE$/);
      const file = ["LICENSE", "LICENSE.TXT", "LICENSE.txt"]
        .map((one) => join(root, path, one))
        .find(existsSync);
      const text = file === undefined ? "" : readFileSync(file, "utf8");
      expect(text).toMatch(
        licence === "MIT" ? /Permission is hereby granted, free of charge/ : /SIL OPEN FONT LICENSE/i,
      );
    }
  });
});
