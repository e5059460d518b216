import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalServer, type ServerBinary, startServer } from "@/server/local";
import { testSettings } from "./group";

/** Starts a server of its own that has loaded the RDB at `path`, and follows nobody. `stopServers` removes it. */
export function loadRdb(binary: ServerBinary, path: string): Promise<LocalServer> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-load-"));
  copyFileSync(path, join(dir, "dump.rdb"));
  return startServer({ binary: binary.path, dir, settings: testSettings(binary) });
}

/** What that version's own checker says of the RDB at `path`. @throws Error when it finds fault */
export function checkRdb({ path: server, product }: ServerBinary, path: string): string {
  const name = `${product}-check-rdb`;
  const start = readFileSync(server).subarray(0, 2).toString("latin1");
  if (start !== "#!") return spawnSync(server, [path], { argv0: name, encoding: "utf8" }).stdout;
  // An unpacked server is started by a script; its checker lies beside it.
  const script = readFileSync(server, "utf8").replace(`bin/${product}-server'`, `bin/${name}'`);
  return execFileSync("sh", ["-c", script, name, path], { encoding: "utf8" });
}
