import { readClients } from "@/lib/info/clients";
import { LOOK_EVERY_MS } from "./await";
import {
  done,
  type Evidence,
  failed,
  type Sent,
  type StepContext,
  type StepEnd,
  type StepRow,
  skipped,
  unclear,
} from "./row";

/** A connection that was told to end is gone at once, or as soon as what is being sent to it has left. */
const GONE_MS = 2000;

/** Which connection this step closes: `CLIENT KILL ID id ADDR address`. */
function meant({ step }: StepContext): { id: string; address: string } | null {
  const [, , , id, , address] = step.command ?? [];
  return id === undefined || address === undefined ? null : { id, address };
}

/** Whether the server still lists it; null: it could not be asked. CLIENT LIST takes an id from 6.2 on. */
async function isListed(context: StepContext): Promise<boolean | null> {
  const one = meant(context);
  if (one === null) return null;
  const reply =
    (await context.ask(["CLIENT", "LIST", "ID", one.id])) ?? (await context.ask(["CLIENT", "LIST"]));
  if (reply === "") return false;
  const clients = readClients(reply);
  return clients?.some(({ id, address }) => String(id) === one.id && address === one.address) ?? null;
}

async function prove(context: StepContext, sent: Sent): Promise<StepEnd> {
  const untilMs = context.now() + GONE_MS;
  for (;;) {
    const listed = await isListed(context);
    if (listed === false) {
      const { reply } = context.run().steps.find(({ n }) => n === context.step.n) ?? context.step;
      if (reply === "0") return skipped("The client had left already.");
      return done(sent.replied ? null : "No reply came; the connection is gone.");
    }
    if (context.now() >= untilMs)
      return listed === null
        ? unclear(`${context.nameOf(context.step.instance)} does not say who is connected.`)
        : failed("The connection is still there.");
    await context.wait(LOOK_EVERY_MS);
  }
}

async function learn(context: StepContext): Promise<Evidence> {
  const listed = await isListed(context);
  if (listed === null) return { says: "unclear", text: "nobody says who is connected." };
  return listed
    ? { says: "not-done", text: "the connection is still there." }
    : { says: "done", text: "the connection is gone." };
}

/** `CLIENT KILL ID … ADDR …`, proven by CLIENT LIST. Redis answers how many it closed: none, where the client had left. */
export const closeClients: StepRow = {
  releases: null,
  cancel: "stops-waiting",
  long: false,
  deadlineMs: 2000,
  prove,
  learn,
};
