// What runs in production, read from package-lock.json: for the SBOM, the licences, and the tests of both.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Licences that package-lock.json does not tell in SPDX's words: what the package's own licence file says.
 * A test looks that nothing stands here that the lock tells by now.
 */
export const toldLicences = {
  // Its package.json has the list `licenses` of before npm 2; LICENSE is the MIT text.
  "xmlhttprequest-ssl": "MIT",
  // "SIL OPEN FONT LICENSE", which is the name of OFL-1.1.
  geist: "OFL-1.1",
};

/**
 * What of an entry of the lock is read.
 * @typedef {{ version: string, name?: string, license?: string, integrity?: string, resolved?: string, dev?: boolean, optional?: boolean,
 *   link?: boolean, hasInstallScript?: boolean, dependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, peerDependencies?: Record<string, string>,
 *   peerDependenciesMeta?: Record<string, { optional?: boolean }> }} LockEntry
 */

/** @returns {{ packages: Record<string, LockEntry> }} */
export const readLock = (root) => JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

/**
 * Every package that a dependency of ours, or one of theirs, may load: dependencies, optional ones of every platform, and
 * peers that are not optional. Not by the lock's mark `dev`: that is missing where a tool of ours could also serve as
 * somebody's optional peer, and `npm sbom --omit dev` leaves out what both production and tools need, `yaml` among it.
 * @returns {{ path: string, name: string, version: string, integrity: string, licence: string | null, optional: boolean }[]}
 *   by name; licence: SPDX, null: not told
 */
export function productionTree({ packages }) {
  const found = new Map();
  const queue = Object.keys(packages[""].dependencies ?? {}).map((name) => ["", name]);
  for (const [from, name] of queue) {
    const path = resolve(packages, from, name);
    if (path === null || found.has(path)) continue;
    const entry = packages[path];
    found.set(path, {
      path,
      name,
      version: entry.version,
      integrity: entry.integrity,
      licence: toldLicences[name] ?? entry.license ?? null,
      optional: entry.optional === true,
    });
    const peers = Object.keys(entry.peerDependencies ?? {}).filter(
      (peer) => entry.peerDependenciesMeta?.[peer]?.optional !== true,
    );
    for (const next of [
      ...Object.keys(entry.dependencies ?? {}),
      ...Object.keys(entry.optionalDependencies ?? {}),
      ...peers,
    ])
      queue.push([path, next]);
  }
  return [...found.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const key = ({ name, version }) => `${name}@${version}`;

/** Where Node would find `name` from the package at `from`: beside it, or further up. Null: nowhere. */
function resolve(packages, from, name) {
  for (let at = from; ; ) {
    const path = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (path in packages) return path;
    if (at === "") return null;
    const up = at.lastIndexOf("/node_modules/");
    at = up === -1 ? "" : at.slice(0, up);
  }
}
