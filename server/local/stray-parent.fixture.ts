import { startServer } from "./local-server";

/** A parent that starts a server and is killed before it can stop it: `PROGRAM FOLDER`; prints the port. */
const [binary, dir] = process.argv.slice(2);
if (binary === undefined || dir === undefined) throw new Error("usage: stray-parent PROGRAM FOLDER");
const server = await startServer({ binary, dir, settings: { save: "" } });
process.stdout.write(`${server.port}\n`, () => process.kill(process.pid, "SIGKILL"));
