import { afterEach, expect, test, vi } from "vitest";
import { loadSettings } from "@/server/settings";
import { checkCertificate } from "./certificate";

afterEach(() => vi.restoreAllMocks());

/** How many things are wrong, and the lines that say so. */
function check(env: Record<string, string>): [number, string[]] {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  return [checkCertificate(loadSettings({ env, cwd: "/none" })), lines];
}

test("Without a certificate nothing is said of one", () => {
  expect(check({})).toEqual([0, []]);
});

test("One that cannot be used is told with what to do, and counts as one thing that is wrong", () => {
  expect(check({ TIDEMARK_TLS_CERT: "own.crt", TIDEMARK_TLS_KEY: "own.key" })).toEqual([
    1,
    [
      "Certificate: FAIL  /none/own.crt",
      "        /none/own.crt cannot be read (ENOENT). Name a readable file in tls.cert and tls.key.",
    ],
  ]);
});
