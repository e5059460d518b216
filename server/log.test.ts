import { expect, test } from "vitest";
import { reportText } from "./error-report";
import { createLogger } from "./log";

/** As ioredis makes them of what Redis refused. */
const refusal = (password: string): Error =>
  Object.assign(new Error("WRONGPASS invalid username-password pair"), {
    name: "ReplyError",
    code: "WRONGPASS",
    command: { name: "auth", args: ["tidemark", password] },
  });

const logged = (fields: object, hide?: (line: string) => string): string => {
  const lines: string[] = [];
  createLogger("trace", { write: (line: string) => void lines.push(line) }, hide).error(fields, "it failed");
  return lines.join("");
};

test("R9: of an error the log has what it says, where it was and what caused it, and not the command that hangs on it", () => {
  const outer = new Error("The poll failed", { cause: refusal("Cnry-password") });
  const line = logged({ err: outer });
  expect(JSON.parse(line)).toMatchObject({
    msg: "it failed",
    err: {
      type: "Error",
      message: "The poll failed",
      stack: expect.stringContaining("log.test.ts"),
      cause: { type: "ReplyError", code: "WRONGPASS", message: "WRONGPASS invalid username-password pair" },
    },
  });
  expect(line).not.toContain("Cnry-password");
});

test("R9: a field that may hold a secret is hidden in the log, and so is every secret that is known", () => {
  const line = logged({ password: "Cnry-one", group: { seeds: ["Cnry-two"] }, text: "Cnry-three" }, (one) =>
    one.replace("Cnry-three", "(hidden)"),
  );
  expect(line.match(/\(hidden\)/g)).toHaveLength(3);
  expect(line).not.toContain("Cnry");
});

test("R9: a crash is told by its stack and those of its causes alone", () => {
  const text = reportText(new Error("The start failed", { cause: refusal("Cnry-password") }));
  expect(text).toMatch(/^Error: The start failed\n +at [\s\S]*\nCaused by: .*WRONGPASS/);
  expect(text).not.toContain("Cnry-password");
  expect(reportText("a word")).toBe("string: a word");
});

test("A chain of causes that has no end is cut", () => {
  const one = new Error("one");
  one.cause = one;
  expect(logged({ err: one }).length).toBeLessThan(20_000);
  expect(reportText(one).length).toBeLessThan(20_000);
});
