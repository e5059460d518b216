import { expect, test } from "vitest";
import { type ConnectedClient, Plan } from "@/lib/contract";
import { MOST_CLIENTS } from "./actions/disconnect";
import { aClient } from "./clients.fixture";
import { contextOf } from "./group.fixture";
import { failed, healthy } from "./healthy.fixture";
import { makePlan } from "./make";
import { stalePlan } from "./stale";
import { undoRequest } from "./undo";

const reading = (clients: readonly ConnectedClient[] | null) => ({
  ...contextOf(healthy),
  clients: clients === null ? null : { instance: "eu-1:6379", clients: [...clients] },
});

function plan(
  clients: readonly ConnectedClient[] | null,
  which?: "writers" | "all",
  instance = "eu-1:6379",
): Plan {
  const request = {
    action: "disconnect" as const,
    instance,
    ...(which === undefined ? {} : { clients: which }),
  };
  const made = makePlan(request, reading(clients));
  if (!made.ok) throw new Error(made.error.detail);
  return Plan.parse(made.value);
}

const everybody = [
  aClient({ id: 9, command: "get", writes: false, name: null }),
  aClient({ id: 7 }),
  aClient({ id: 5, kind: "pubsub", command: "subscribe", writes: false }),
  aClient({ id: 3, kind: "replica", command: "replconf" }),
  aClient({ id: 2, kind: "upstream", command: "set" }),
  aClient({ id: 4, kind: "sentinel", command: "ping" }),
  aClient({ id: 1, kind: "tidemark", command: "client|kill", writes: true }),
];
const ids = ({ steps }: Plan) => steps.map(({ command }) => command?.[3]);

test("closes those that write, by id and address, after consent, and keeps the choice in its request", () => {
  const made = plan(everybody);
  expect(made.steps).toMatchObject([
    {
      kind: "close-clients",
      instance: "eu-1:6379",
      command: ["CLIENT", "KILL", "ID", "7", "ADDR", "10.0.3.7:51234"],
      text: "eu-1 closes the connection of checkout at 10.0.3.7:51234, last seen with set.",
    },
  ]);
  expect(failed(made)).toEqual([]);
  expect(made.request).toEqual({ action: "disconnect", instance: "eu-1:6379", clients: "writers" });
  expect(made.confirm).toEqual({
    tier: 2,
    type: null,
    text: "1 connection to eu-1 is cut, with whatever they have under way. Clients connect again, to wherever their own settings say.",
  });
  expect(made).toMatchObject({ dataLoss: { verdict: "none" }, effects: [], writePauseSeconds: null });
  expect(undoRequest(made, reading(everybody).group)).toBeNull();
});

test("all means applications alone: no replica, no link, no Sentinel and none of ours", () => {
  expect(ids(plan(everybody, "all"))).toEqual(["5", "7", "9"]);
});

test("a client whose command is not known to write is left alone", () => {
  const made = plan([aClient({ writes: null, command: "module.write" })]);
  expect(made.steps).toEqual([]);
  expect(failed(made)).toEqual(["clients-there"]);
});

test("a primary's clients are never closed", () => {
  const context = { ...reading(null), clients: { instance: "us-1:6379", clients: [aClient()] } };
  const made = makePlan({ action: "disconnect", instance: "us-1:6379", clients: "all" }, context);
  if (!made.ok) throw new Error(made.error.detail);
  expect(failed(made.value)).toContain("not-on-a-primary");
  expect(made.value.steps).toEqual([]);
});

test("without CLIENT LIST there is nothing to plan", () => {
  expect(failed(plan(null))).toEqual(["clients-there"]);
});

test("of very many a plan takes the oldest, and says that some are left", () => {
  const many = Array.from({ length: MOST_CLIENTS + 40 }, (_, n) => aClient({ id: n + 1 }));
  const made = plan(many.reverse());
  expect(made.steps).toHaveLength(MOST_CLIENTS);
  expect(ids(made)[0]).toBe("1");
  expect(made.checks.find(({ code }) => code === "clients-there")?.status).toBe("warn");
});

test("clients that come and go meanwhile do not void it; when all have gone it is stale", () => {
  const made = plan(everybody);
  expect(stalePlan(made, reading([...everybody, aClient({ id: 99 })]))).toEqual([]);
  expect(stalePlan(made, reading([]))).not.toEqual([]);
});
