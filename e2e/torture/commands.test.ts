import { expect, test } from "vitest";
import { CommandReader, changes, encode, userIn } from "./commands";

test("commands are read however the stream is cut", () => {
  const commands = [["FAILOVER", "TO", "127.0.0.1", "7001"], ["PING"], ["SET", "k", "zwei\r\nZeilen"]];
  const stream = Buffer.from(commands.map(encode).join(""));
  for (let size = 1; size <= stream.length; size += 1) {
    const reader = new CommandReader();
    const read: string[][] = [];
    for (let at = 0; at < stream.length; at += size)
      read.push(...reader.feed(stream.subarray(at, at + size)));
    expect(read).toEqual(commands);
  }
});

test("what is not known to read counts as a change", () => {
  const words = (line: string): string[] => line.split(" ");
  expect(["INFO replication", "config get save", "CLIENT LIST"].map(words).filter(changes)).toEqual([]);
  const changing = [
    "REPLICAOF NO ONE",
    "CONFIG SET save x",
    "CLIENT PAUSE 100 WRITE",
    "BGSAVE",
    "PSYNC ? -1",
    "NEWCOMMAND",
  ];
  expect(changing.map(words).filter(changes)).toHaveLength(changing.length);
});

test("who logs in is read from either way of doing so", () => {
  const users = ["AUTH name secret", "hello 3 auth name secret", "AUTH secret", "HELLO 3", "PING"];
  expect(users.map((line) => userIn(line.split(" ")))).toEqual(["name", "name", null, null, null]);
});
