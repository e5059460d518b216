import { formatCount } from "@/lib/format";
import { chosenClients, MOST_CLIENTS } from "../actions/disconnect";
import { type CheckRow, fail, pass, warn } from "./row";

/** Rules about closing connections alone. */
export const disconnectRows: readonly CheckRow[] = [
  {
    code: "not-on-a-primary",
    actions: ["disconnect"],
    rule: "Clients are closed where they do not belong: at a replica, never at a primary.",
    judge: ({ target }) =>
      target.role === "replica"
        ? pass(`${target.name} is a replica: it refuses writes.`)
        : fail(
            target.role === "primary"
              ? `${target.name} is a primary: its clients are where they belong, or it must be attached first.`
              : `The role of ${target.name} is not known.`,
          ),
  },
  {
    code: "clients-there",
    actions: ["disconnect"],
    rule: "There is somebody to disconnect.",
    judge: ({ context, target, clients }) => {
      if (clients === undefined || target.role !== "replica") return null;
      const chosen = chosenClients(context, target, clients);
      if (chosen === null)
        return fail(
          `Who is connected to ${target.name} can't be read: CLIENT LIST did not come, or would be too long.`,
        );
      const { closed, left } = chosen;
      if (closed.length === 0)
        return fail(
          clients === "all"
            ? `No client is connected to ${target.name}.`
            : `No client of ${target.name} was last seen with a command that writes.`,
        );
      return left > 0
        ? warn(
            `${formatCount(closed.length + left)} are meant, and one plan closes ${MOST_CLIENTS}: plan again for the rest.`,
          )
        : pass(
            `${formatCount(closed.length)} ${closed.length === 1 ? "is" : "are"} connected. Replicas, Sentinels and Tidemark keep their connections.`,
          );
    },
  },
];
