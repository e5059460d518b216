import { expect, test } from "vitest";
import { isForeign, readClients, readWriting } from "./clients";

// Recorded: 6.0.16, 7.0.15, Valkey 9.1.2.
const six =
  "id=5 addr=127.0.0.1:41188 fd=9 name=checkout age=3 idle=0 flags=N db=0 sub=0 psub=0 multi=-1 qbuf=26 qbuf-free=32742 argv-mem=10 obl=0 oll=0 omem=0 tot-mem=61466 events=r cmd=set user=default\n";
const seven =
  "id=31 addr=127.0.0.1:35810 laddr=127.0.0.1:6379 fd=8 name= age=12 idle=2 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem=0 tot-mem=1800 events=r cmd=config|get user=app redir=-1 resp=2\n";
const valkey =
  "id=12 addr=[::1]:55012 laddr=[::1]:6379 fd=12 name= age=0 idle=0 flags=P capa= db=0 sub=1 psub=0 ssub=0 multi=-1 watch=0 qbuf=0 qbuf-free=20474 argv-mem=0 multi-mem=0 rbs=16384 rbp=16384 obl=0 oll=0 omem=0 tot-mem=37760 events=r cmd=subscribe user=default redir=-1 resp=3 lib-name= lib-ver= tot-net-in=61 tot-net-out=70 tot-cmds=2\n";

test("reads a line of each version", () => {
  expect(readClients(six + seven + valkey)).toEqual([
    {
      id: 5,
      address: "127.0.0.1:41188",
      name: "checkout",
      user: "default",
      ageSeconds: 3,
      idleSeconds: 0,
      command: "set",
      kind: "normal",
    },
    {
      id: 31,
      address: "127.0.0.1:35810",
      name: null,
      user: "app",
      ageSeconds: 12,
      idleSeconds: 2,
      command: "config|get",
      kind: "normal",
    },
    {
      id: 12,
      address: "[::1]:55012",
      name: null,
      user: "default",
      ageSeconds: 0,
      idleSeconds: 0,
      command: "subscribe",
      kind: "pubsub",
    },
  ]);
});

test.each([
  ["S", "", "replica"],
  ["M", "", "upstream"],
  ["O", "", "normal"],
  ["SO", "", "normal"],
  ["N", "tidemark", "tidemark"],
  ["N", "sentinel-1f3a5c7e-cmd", "sentinel"],
  ["P", "sentinel-1f3a5c7e-pubsub", "sentinel"],
  ["N", "sentinel-of-the-shop", "normal"],
  ["P", "news", "pubsub"],
])("flags %s and the name %j are of a connection of kind %s", (flags, name, kind) => {
  const line = `id=1 addr=h:1 name=${name} age=1 idle=0 flags=${flags} cmd=ping`;
  expect(readClients(line)).toMatchObject([{ kind }]);
});

test("applications are foreign, and whoever keeps the group going is not", () => {
  const kinds = ["normal", "pubsub", "replica", "upstream", "sentinel", "tidemark"] as const;
  expect(kinds.filter((kind) => isForeign({ kind }))).toEqual(["normal", "pubsub"]);
});

test("a client that has sent nothing has no command", () => {
  expect(readClients("id=1 addr=h:1 name= age=1 idle=0 flags=N cmd=NULL")).toMatchObject([
    { command: null, user: null },
  ]);
});

test("what a hostile server calls a client is cut short and holds no control character", () => {
  const name = `<script>\u0007${"x".repeat(500)}`;
  const [client] = readClients(`id=1 addr=h:1 name=${name} age=1 idle=0 flags=N cmd=get`) ?? [];
  expect(client?.name).toHaveLength(120);
  expect(client?.name).toMatch(/^<script>\?x+$/);
});

test("a line without what every version says is left out, and a reply of such lines alone is no list", () => {
  expect(readClients(`addr=h:1 age=1 idle=0\n${six}`)).toHaveLength(1);
  expect(readClients("hello\n")).toBeNull();
  expect(readClients(["id=1"])).toBeNull();
  expect(readClients("")).toEqual([]);
});

test("whether a command writes is what COMMAND INFO flags; scripts and transactions may", () => {
  const row = (name: string, ...flags: string[]) => [name, 2, flags, 1, 1, 1];
  const reply = [
    row("set", "write", "denyoom"),
    row("get", "readonly", "fast"),
    null,
    row("eval", "noscript"),
  ];
  expect(readWriting(["set", "get", "nosuch", "eval"], reply)).toEqual(
    new Map([
      ["set", true],
      ["get", false],
      ["nosuch", null],
      ["eval", true],
    ]),
  );
});

test("where COMMAND INFO may not be asked, known commands that write are known, and of the others nobody guesses", () => {
  expect([...readWriting(["set", "exec", "get", "module.write"], null)]).toEqual([
    ["set", true],
    ["exec", true],
    ["get", null],
    ["module.write", null],
  ]);
});
