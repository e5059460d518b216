import { randomUUID } from "node:crypto";
import { productionTree } from "./tree.mjs";

/**
 * The software bill of materials of the production tree, as CycloneDX 1.5 (ECMA-424; schema bom-1.5.schema.json): each
 * package of package-lock.json once, with its version, its licence and the SHA-512 by which npm takes it.
 * @param manifest package.json @param lock package-lock.json
 */
export function billOfMaterials(manifest, lock, { now, id = randomUUID() }) {
  // One that lies in two places is one.
  const tree = new Map(productionTree(lock).map((one) => [`${one.name}@${one.version}`, one]));
  const own = `${manifest.name}@${manifest.version}`;
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${id}`,
    version: 1,
    metadata: {
      timestamp: now.toISOString(),
      component: {
        "bom-ref": own,
        type: "application",
        name: manifest.name,
        version: manifest.version,
        purl: `pkg:npm/${own}`,
        licenses: licencesOf(manifest.license),
      },
    },
    components: [...tree.values()].map(({ name, version, licence, integrity, optional }) => ({
      "bom-ref": `${name}@${version}`,
      type: "library",
      name,
      version,
      // One for another platform is not installed here, and may be there.
      scope: optional ? "optional" : "required",
      purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      licenses: licencesOf(licence),
      hashes: [{ alg: "SHA-512", content: hex(integrity) }],
    })),
  };
}

/** A single SPDX id, or an expression of several. */
const licencesOf = (licence) =>
  licence === null ? [] : [/\s/.test(licence) ? { expression: licence } : { license: { id: licence } }];

/** npm writes `sha512-` and base64, CycloneDX hex. */
const hex = (integrity) => Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
