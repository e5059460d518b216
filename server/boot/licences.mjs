// `npm run -s licences`: one line for each package of the production tree. Needs nothing installed.
import { main, root } from "./common.mjs";
import { productionTree, readLock } from "./tree.mjs";

main(async () => {
  const tree = productionTree(readLock(root));
  const width = Math.max(...tree.map(({ name, version }) => name.length + version.length)) + 3;
  for (const { name, version, licence } of tree)
    process.stdout.write(`${`${name}@${version}`.padEnd(width)}${licence ?? "unknown"}\n`);
});
