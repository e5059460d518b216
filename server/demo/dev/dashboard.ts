import { reporting } from "@/server/cli/reporting";
import { aborted, untilSignal } from "@/server/cli/signal";
import { serveDemo } from "../serve";
import { connectDemo } from "./connect";
import { socketIn } from "./expose";

/** Tidemark on a group that `npm run dev` holds: `FOLDER PORT`. It comes and goes; the group stays. */
const [dir, port] = process.argv.slice(2);
await reporting(async () => {
  if (dir === undefined || port === undefined) throw new Error("usage: dashboard FOLDER PORT");
  const tidemark = await serveDemo(connectDemo(socketIn(dir)), {
    dir,
    port: Number(port),
    passOverTakenPorts: false,
    dev: true,
  });
  // Until here a signal ends the process at once: nothing is lost, and a change of code need not wait for a start.
  const signal = untilSignal();
  console.log(`Tidemark is ready: ${tidemark.page}`);
  await aborted(signal);
  await tidemark.close();
  return 0;
});
