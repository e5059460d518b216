import fc from "fast-check";
import { expect, it } from "vitest";
import { readOwnNode } from "./cluster";

// Recorded from 7.0.15: three primaries and one replica, asked at the replica; then at its primary.
const [one, two, three] = [
  "5ce666122b4f08a64f9d2157fea0a1f5e96e241d",
  "f7c31207a9a8a6b4b45f448ece6d7ff99c3d35d3",
  "26ecd8747128427a67077a128eef7fe3adc39943",
];
const atReplica = `${one} 127.0.0.1:27501@27601 master - 0 1795642020000 1 connected 0-5460
${two} 127.0.0.1:27504@27604 myself,slave ${one} 0 1795642019000 1 connected
${three} 127.0.0.1:27502@27602 master - 0 1795642022541 3 connected 5461-10922
`;
const own = (slots: string) => `${one} :0@0 myself,master - 0 0 1 connected${slots}\n`;

it("reads a node's own line: id, slots, flags", () => {
  expect(readOwnNode(atReplica)).toEqual({ nodeId: two, slots: 0, flags: [] });
  expect(readOwnNode(own(" 0-5460"))).toEqual({ nodeId: one, slots: 5461, flags: [] });
  expect(readOwnNode(own(` 7 9-10 [93-<-${two}] [77->-${three}]`))).toMatchObject({ slots: 3 });
  expect(readOwnNode(own(""))).toMatchObject({ slots: 0 });
  const lost = own("").replace("myself,master", "myself,master,fail?,nofailover");
  expect(readOwnNode(lost)).toMatchObject({ flags: ["fail?", "nofailover"] });
});

it("is null for what is no such line, and never throws", () => {
  for (const slots of [" 0-16384", " 9-7", " x"]) expect(readOwnNode(own(slots))).toBeNull();
  expect(readOwnNode(`${one} myself.example:1@2 master - 0 0 1 connected`)).toBeNull();
  fc.assert(fc.property(fc.anything(), (reply) => readOwnNode(reply) === null));
});
