import { expect, test } from "vitest";
import { listed } from "@/lib/group/members.fixture";
import { toOffset } from "@/lib/units";
import { otherPullers } from "./other-pullers";

const replica = listed("10.0.0.2:6379");
const from = (host: string) => listed(`${host}:0`, { ackOffset: toOffset(0) });
const hostsLeft = (hosts: readonly string[], copiesFrom: readonly (string | null)[]): string[] =>
  otherPullers([replica, ...hosts.map(from)], copiesFrom).map(({ address }) => address.host);

test.each<[string, readonly string[], readonly (string | null)[], readonly string[]]>([
  ["with no copy of ours each reader is another's", ["10.0.0.9", "10.0.0.8"], [], ["10.0.0.9", "10.0.0.8"]],
  ["our own is told by the host it comes from", ["10.0.0.9", "10.0.0.8"], ["10.0.0.8"], ["10.0.0.9"]],
  ["two from one host, one of them ours, leave one", ["10.0.0.9", "10.0.0.9"], ["10.0.0.9"], ["10.0.0.9"]],
  ["behind NAT ours is told by number", ["192.168.0.1"], ["10.0.0.9"], []],
  ["one whose connection is not up yet, too", ["10.0.0.9"], [null], []],
  ["a copy that is not listed yet takes no replica with it", [], ["10.0.0.2"], []],
])("%s", (_, hosts, copiesFrom, left) => {
  expect(hostsLeft(hosts, copiesFrom)).toEqual(left);
});
