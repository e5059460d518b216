import { expect, test } from "vitest";
import { aGroup, anInstance } from "@/lib/group/orders.fixture";
import type { CommandOutcome } from "@/server/ports";
import { listClients } from "./read";

const line = (id: number, cmd: string, idle = 0) =>
  `id=${id} addr=10.0.0.9:${id} name= age=9 idle=${idle} flags=N cmd=${cmd} user=app\n`;

/** A fleet of one instance with so many connections, which answers as `answers` says and refuses all else. */
function fleetOf(answers: Readonly<Record<string, string>>, connectedClients: number | null = 3) {
  const asked: string[] = [];
  return {
    asked,
    groupOf: () => aGroup([{ ...anInstance("us-1"), connectedClients }]),
    async command(_: string, words: readonly string[]): Promise<CommandOutcome> {
      const text = words.join(" ");
      asked.push(text);
      const reply = answers[text];
      return reply === undefined ? { state: "refused", message: "NOPERM" } : { state: "replied", reply };
    },
  };
}

const us1 = anInstance("us-1").id;

test("applications stand first, the most active of them before the idle", async () => {
  const ours = "id=3 addr=h:1 name=tidemark age=1 idle=0 flags=N cmd=info\n";
  const list = [line(1, "get", 90), line(2, "set"), ours].join("");
  const found = await listClients(fleetOf({ "CLIENT LIST": list }), us1, 0);
  expect(found?.clients.map(({ id }) => id)).toEqual([2, 1, 3]);
  // COMMAND INFO and INFO are refused here: what is known of the commands stays, and what is counted is not known.
  expect(found?.clients.map(({ writes }) => writes)).toEqual([true, null, null]);
  expect(found).toMatchObject({ total: 3, readonlyErrors: null });
});

test("an instance with very many connections is not asked at all", async () => {
  const fleet = fleetOf({ "CLIENT LIST": line(1, "set") }, 10_001);
  expect(await listClients(fleet, us1, 0)).toBeNull();
  expect(fleet.asked).toEqual([]);
});

test("a refusal is no empty list", async () => {
  expect(await listClients(fleetOf({}), us1, 0)).toBeNull();
});

test("a list is cut short for a page, and told how long it is", async () => {
  const list = Array.from({ length: 5 }, (_, n) => line(n + 1, "set")).join("");
  const found = await listClients(fleetOf({ "CLIENT LIST": list }), us1, 0, { most: 2 });
  expect(found).toMatchObject({ total: 5, clients: [{ id: 1 }, { id: 2 }] });
});

test("refused writes are counted, and none is 0 only where the server counts errors", async () => {
  const of = async (errorstats: string, stats: string) => {
    const answers = { "CLIENT LIST": line(1, "get"), "INFO errorstats": errorstats, "INFO stats": stats };
    return (await listClients(fleetOf(answers), us1, 0))?.readonlyErrors;
  };
  expect(await of("# Errorstats\r\nerrorstat_READONLY:count=12\r\n", "")).toBe(12);
  expect(await of("# Errorstats\r\n", "# Stats\r\ntotal_error_replies:0\r\n")).toBe(0);
  expect(await of("", "# Stats\r\ntotal_connections_received:1\r\n")).toBeNull();
});
