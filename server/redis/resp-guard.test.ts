import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_REPLY_BYTES, RespGuard } from "./resp-guard";

/** Feeds `text` in the given pieces; returns the first failure's reason and what it said. */
function feed(text: string | Buffer, { awaited = 1, cuts = [] as number[] } = {}) {
  const guard = new RespGuard();
  for (let i = 0; i < awaited; i += 1) guard.expectReply();
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const edges = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  for (const [index, edge] of edges.entries()) {
    const failure = guard.feed(bytes.subarray(edge, edges[index + 1] ?? edge));
    if (failure !== null) return failure;
  }
  return null;
}

const encode = (value: unknown): string => {
  if (value === null) return "$-1\r\n";
  if (typeof value === "number") return `:${value}\r\n`;
  if (typeof value === "string") return `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
  if (Array.isArray(value)) return `*${value.length}\r\n${value.map(encode).join("")}`;
  throw new Error("not a reply");
};
const reply = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, fc.constant(null), fc.integer(), fc.string({ unit: "binary" }), tie("list")),
  list: fc.array(tie("any"), { maxLength: 4 }),
})).any;

test("whatever Redis may say passes, however it is cut into pieces", () => {
  fc.assert(
    fc.property(fc.array(reply, { minLength: 1, maxLength: 4 }), fc.array(fc.nat()), (replies, cuts) => {
      expect(feed(replies.map(encode).join(""), { awaited: replies.length, cuts })).toBeNull();
    }),
  );
});

test("one reply more than was asked for is found, so that none meets the wrong command", () => {
  fc.assert(
    fc.property(fc.array(reply, { minLength: 2, maxLength: 4 }), fc.array(fc.nat()), (replies, cuts) => {
      const failure = feed(replies.map(encode).join(""), { awaited: replies.length - 1, cuts });
      expect(failure?.reason).toBe("protocol");
    }),
  );
});

test("arbitrary bytes never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat()), (bytes, cuts) => {
      feed(Buffer.from(bytes), { awaited: 100, cuts });
    }),
  );
});

test.each([
  ["another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n"],
  ["a RESP3 push", ">1\r\n_\r\n"],
  ["a line without its end", `+${"x".repeat(70_000)}`],
  ["a text longer than we take", `$${MAX_REPLY_BYTES + 1}\r\n`],
  ["a list longer than we take", "*100001\r\n"],
  ["lists that announce more than we take in sum", "*60000\r\n*60000\r\n"],
  ["lists nested too deep", "*1\r\n".repeat(9)],
  ["a length that is no number", "$1e3\r\n"],
  ["a negative length", "*-2\r\n"],
  ["a number that is none", ":12abc\r\n"],
  ["a text longer than it announced", "$2\r\nabc\r\n"],
  ["a line that ends in LF alone", "+OK\n"],
  ["a CR inside a line", "+O\rK\r\n"],
])("%s ends the connection", (_, text) => {
  expect(feed(text)?.reason).toBe("protocol");
});

test("a TLS alert is named as such", () => {
  expect(feed(Buffer.from([21, 3, 3, 0, 2, 2, 40]))?.reason).toBe("tls");
});

test("a reply that grows past the cap in small parts is cut off", () => {
  const part = `$65000\r\n${"x".repeat(65_000)}\r\n`;
  expect(feed(`*1000\r\n${part.repeat(200)}`)?.detail).toMatch(/more than 8388608 bytes/);
});

test("no sentence repeats what the other side sent", () => {
  expect(feed("GOSSIP secret\r\n")?.detail).not.toMatch(/GOSSIP|secret/);
});
