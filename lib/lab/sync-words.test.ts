import { expect, test } from "vitest";
import { MIB, rowOf, settingsOf } from "./sync.fixture";
import { explain } from "./sync-words";

const partial = {
  resync: "partial",
  writtenBytes: 700_000,
  neededBacklogBytes: 700_000,
  bytes: 700_120,
} as const;

const results = {
  "a full copy after the outage": [rowOf()],
  "a slow link, a partial resync": [rowOf({ bytesPerSecond: MIB, full: { seconds: 16.6 }, outage: partial })],
  "nothing written": [rowOf({ outage: { ...partial, writtenBytes: 0, neededBacklogBytes: 16_384 } })],
  "what nobody says": [rowOf({ full: { forkSeconds: null, loadSeconds: null } })],
  "partial, though by the setting it was too small": [
    rowOf({ outage: { ...partial, backlogBytes: 690_000 } }),
  ],
  "full, though by the setting it was large enough": [rowOf({ outage: { backlogBytes: 16 * MIB } })],
};

/** Sentences end in a full stop before a space or the end. */
const sentences = (text: string): number => text.split(/[.!?](?=\s|$)/).filter((one) => one !== "").length;

test.each(Object.entries(results))("each figure has two sentences and a source: %s", (_, rows) => {
  for (const { text, source } of explain({ kind: "sync", rows }, settingsOf())) {
    expect([text, sentences(text)]).toEqual([text, 2]);
    expect(text.endsWith(".")).toBe(true);
    expect(source).toMatch(/\.c, |INFO/);
  }
});

test("all words", () => {
  const printed = Object.entries(results).flatMap(([name, rows]) => [
    `# ${name}`,
    ...explain({ kind: "sync", rows }, settingsOf()).map(
      ({ title, value, text }) => `${title}: ${value}\n  ${text}`,
    ),
  ]);
  expect(printed.join("\n").replaceAll("\u00a0", " ")).toMatchSnapshot();
});

test("of several measurements each figure says which one it is of, and where it stands in the result", () => {
  const rows = [rowOf(), rowOf({ bytesPerSecond: MIB })];
  const titles = explain({ kind: "sync", rows }, settingsOf()).map(({ figure, title }) => [
    figure,
    title.replaceAll("\u00a0", " "),
  ]);
  expect(titles[0]).toEqual(["rows.0.full.seconds", "Full resync, 16.0 MiB at full speed"]);
  expect(titles[8]).toEqual(["rows.1.full.seconds", "Full resync, 16.0 MiB at 1.00 MiB/s"]);
  expect(new Set(titles.map(([figure]) => figure)).size).toBe(titles.length);
});

test("what is said of the primary's file is as it was set", () => {
  const [one] = explain({ kind: "sync", rows: [rowOf()] }, settingsOf({ diskless: false }));
  expect(one?.text).toContain("writes a file and sends it");
});

test("a link that delays is not said to be slowed by nothing", () => {
  const [one] = explain({ kind: "sync", rows: [rowOf()] }, settingsOf({ delayMs: 100 }));
  expect(one?.text).toContain("delays each byte by 100\u00a0ms");
  expect(one?.text).not.toContain("Nothing slowed");
});
