// A process of its own with one client of each kind of router. argv: a JSON text, see Orders. Reads lines: `key NAME`, `stop`.
// Prints `ready`, then one JSON text for each call that ended, and ends when nothing is on its way any more.
import { createInterface } from "node:readline";
import { z } from "zod";
import { waitFor } from "@/server/testing/wait-for";
import { Client } from "./driver";
import { flavours } from "./flavour";
import { keyOf, type Told } from "./history";
import { watchStalls } from "./stalls";

const Orders = z.object({
  client: z.number(),
  flavours: z.array(z.string()),
  seeds: z.array(z.object({ host: z.string(), port: z.number() })),
  pollMs: z.number(),
  deadlineMs: z.number(),
  waits: z.boolean(),
  login: z.object({ username: z.string(), password: z.string() }),
});
export type Orders = z.infer<typeof Orders>;

/** What was learned leaves so often, in one piece. */
const FLUSH_MS = 100;

const orders = Orders.parse(JSON.parse(process.argv[2] ?? ""));
let lines: string[] = [];
const flush = (): void => {
  if (lines.length > 0) process.stdout.write(lines.join(""));
  lines = [];
};
const timer = setInterval(flush, FLUSH_MS);

const tell = (entry: z.infer<typeof Told>): void => void lines.push(`${JSON.stringify(entry)}\n`);
const endWatch = watchStalls(tell);

const { seeds, pollMs, deadlineMs, login } = orders;
const own = flavours.filter(({ name }) => orders.flavours.includes(name));
const clients = await Promise.all(
  own.map(async (flavour) => {
    const router = flavour.create({ seeds, pollMs, deadlineMs, redis: login });
    await waitFor("the router is ready", () =>
      router.ready().then(
        () => true,
        () => false,
      ),
    );
    const client = new Client(flavour, orders, router, tell);
    return { client, flavour };
  }),
);
const runs: Promise<void>[] = [];
const heard = createInterface({ input: process.stdin });
heard.on("line", (line) => {
  const [order, name = ""] = line.split(" ");
  if (order === "key") {
    for (const { client, flavour } of clients) client.key = keyOf(flavour.name, name);
    if (runs.length === 0) runs.push(...clients.map(({ client }) => client.run()));
  }
  if (order === "stop") {
    for (const { client } of clients) client.stop();
    void Promise.all(runs).then(() => {
      clearInterval(timer);
      endWatch();
      flush();
      process.stdin.destroy();
    });
  }
});
// Whoever started it is gone, and nobody reads what more there would be.
process.stdin.once("end", () => process.exit(1));
process.stdout.write("ready\n");
