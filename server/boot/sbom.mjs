// `npm run -s sbom`, or `npm run sbom -- FILE`. Needs nothing installed.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { billOfMaterials } from "./bom.mjs";
import { main, print, root, Stop } from "./common.mjs";
import { readLock } from "./tree.mjs";

main(async ([file, ...more]) => {
  if (more.length > 0 || file?.startsWith("-"))
    throw new Stop(
      "npm run sbom takes at most one argument: the file to write. Without it, it writes to stdout.",
    );
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const text = `${JSON.stringify(billOfMaterials(manifest, readLock(root), { now: new Date() }), null, 2)}\n`;
  if (file === undefined) print(text);
  else writeFileSync(file, text);
});
