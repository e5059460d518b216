import { pino } from "pino";
import { createBackupFolder } from "@/server/backup/targets/folder";
import { createStore } from "@/server/store";
import { testFleet } from "@/server/testing/fleet";
import { createDrills } from "./drills";

/** A process that drills the backup it is told, and goes on until it is killed. */
const [dataDir = "", backup = "", ...words] = process.argv.slice(2);
const store = await createStore(dataDir, {
  tiers: [{ stepMs: 1000, keepMs: 3_600_000 }],
  pollIntervalMs: 200,
});
const drills = createDrills({
  fleet: await testFleet([]),
  store,
  gate: { enabled: true, reason: null },
  backups: createBackupFolder(dataDir),
  dataDir,
  server: null,
  backupChanged: () => {},
  clock: () => performance.timeOrigin + performance.now(),
  log: pino({ level: "silent" }),
  bounds: { words },
});
await drills.startDrill(backup, "ana");
setInterval(() => {}, 60_000);
