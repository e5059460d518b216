import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { backup } from "./backup";
import { backupHostile } from "./backup-hostile";
import { backupLoad } from "./backup-load";
import { type Figure, table } from "./figure";
import { fleet } from "./fleet";
import { history } from "./history";
import { hostile } from "./hostile";
import { lag } from "./lag";
import { page } from "./page";
import { poll } from "./poll";
import { quiet } from "./quiet";
import { reads } from "./reads";
import { ready } from "./ready";
import { router } from "./router";
import { script } from "./script";
import { sentinelFailover } from "./sentinel-failover";
import { soak } from "./soak";
import { sockets } from "./sockets";
import { switchover } from "./switchover";

const benches: Record<string, () => Promise<Figure[]>> = {
  poll,
  page,
  script,
  ready,
  lag,
  quiet,
  soak,
  sockets,
  fleet,
  history,
  hostile,
  switchover,
  "sentinel-failover": () => sentinelFailover(),
  backup,
  "backup-load": backupLoad,
  "backup-hostile": backupHostile,
  router,
  reads,
};

const { values, positionals } = parseArgs({ options: { json: { type: "string" } }, allowPositionals: true });
const names = positionals.length === 0 ? Object.keys(benches) : positionals;
const figures: Figure[] = [];
for (const name of names) {
  const bench = benches[name];
  if (bench === undefined) {
    process.stderr.write(`There is no bench "${name}": choose among ${Object.keys(benches).join(", ")}.\n`);
    process.exit(2);
  }
  process.stderr.write(`${name} …\n`);
  figures.push(...(await bench()));
}
process.stdout.write(`${table(figures)}\n`);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
