// `npm run -s licences`: one line for each package of the production tree. Needs nothing installed.
import { main, print, root } from "./common.mjs";
import { productionTree, readLock } from "./tree.mjs";

main(async () => {
  const tree = productionTree(readLock(root));
  const width = Math.max(...tree.map(({ name, version }) => name.length + version.length)) + 3;
  const lines = tree.map(
    ({ name, version, licence }) => `${`${name}@${version}`.padEnd(width)}${licence ?? "unknown"}\n`,
  );
  print(lines.join(""));
});
