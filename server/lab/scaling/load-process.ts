import { Load } from "./load";
import { type FromLoad, ToLoad } from "./messages";

// The program that makes the load, in a process of its own, so that the dashboard's polls and pages go on beside it, and what it
// takes can be told apart from what the dashboard takes. It lives as long as its channel: when its parent dies, however that may
// be, the channel closes, and it ends.

let load: Load | null = null;

async function carry(asked: ToLoad): Promise<FromLoad> {
  if (asked.do === "connect") {
    await load?.rest();
    load = await Load.connect(asked);
    return { said: "done" };
  }
  if (load === null) throw new Error(`asked to ${asked.do} before it was told where`);
  switch (asked.do) {
    case "fill":
      await load.fill(asked.perSecond);
      break;
    case "load":
      load.begin();
      break;
    case "count":
      load.count();
      break;
    case "tell":
      return { said: "told", told: load.tell() };
    case "rest":
      await load.rest();
      load = null;
  }
  return { said: "done" };
}

process.on("message", (message) => {
  void carry(ToLoad.parse(message))
    .catch(
      (error: unknown): FromLoad => ({
        said: "failed",
        why: error instanceof Error ? error.message : String(error),
      }),
    )
    .then((answer) => process.send?.(answer));
});
process.on("disconnect", () => process.exit());
