import fc from "fast-check";
import { Encoder, type Packet, PacketType } from "socket.io-parser";
import { expect, test } from "vitest";
import { liveParser } from "./encoder";

const own = new Encoder();
const ours = new liveParser.Encoder();
const event = (...data: unknown[]): Packet => ({ type: PacketType.EVENT, nsp: "/", data });

const rows = fc.array(fc.record({ id: fc.string(), lagBytes: fc.option(fc.integer()), name: fc.string() }));
const ticks = fc.record({
  seq: fc.nat(),
  at: fc.double({ noNaN: true }),
  group: fc.string(),
  revision: fc.nat(),
  rows,
});

test("a tick is on the wire what socket.io itself would have made of it, whatever is in it", () => {
  fc.assert(
    fc.property(ticks, (tick) => {
      expect(ours.encode(event("tick", tick))).toEqual(own.encode(event("tick", tick)));
    }),
  );
});

test("rows that many readers get are made text once, and each reader has its own number before them", () => {
  let made = 0;
  const shared = [{ id: "h:1", toJSON: () => ({ id: "h:1", made: ++made }) }];
  const texts = [1, 2, 3].map((seq) =>
    ours.encode(event("tick", { seq, at: 5, group: "orders", revision: 2, rows: shared })),
  );
  expect(made).toBe(1);
  expect(texts).toEqual(
    [1, 2, 3].map((seq) => [
      `2["tick",{"seq":${seq},"at":5,"group":"orders","revision":2,"rows":[{"id":"h:1","made":1}]}]`,
    ]),
  );
});

test.each<[string, Packet]>([
  ["another event", event("beat", { at: 1, version: "1" })],
  ["an event called tick that is none", event("tick", { seq: 1 })],
  ["an answer", { type: PacketType.ACK, nsp: "/", id: 4, data: [{ seq: 0, groups: [] }] }],
  ["a tick of another namespace", { ...event("tick", { rows: [] }), nsp: "/other" }],
  ["a tick that wants an answer", { ...event("tick", { rows: [] }), id: 7 }],
  ["a greeting", { type: PacketType.CONNECT, nsp: "/", data: { sid: "x" } }],
])("%s is left to socket.io", (_, packet) => {
  expect(ours.encode(packet)).toEqual(own.encode(packet));
});
