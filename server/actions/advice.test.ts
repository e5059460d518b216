import { expect, test } from "vitest";
import { cliLine } from "./advice";

test.each([
  [
    "10.0.0.1:6379",
    ["REPLICAOF", "10.0.0.2", "6379"],
    "redis-cli -h 10.0.0.1 -p 6379 REPLICAOF 10.0.0.2 6379",
  ],
  ["[::1]:7000", ["REPLICAOF", "NO", "ONE"], "redis-cli -h ::1 -p 7000 REPLICAOF NO ONE"],
  ["unix:/run/a b.sock", ["CONFIG", "REWRITE"], "redis-cli -s '/run/a b.sock' CONFIG REWRITE"],
  ["h:1", ["CONFIG", "SET", "x", "it's"], "redis-cli -h h -p 1 CONFIG SET x 'it'\\''s'"],
])("the line for %s can be pasted into a shell", (instance, words, line) => {
  expect(cliLine(instance, words)).toBe(line);
});
