import { describe, expect, it } from "vitest";
import { type LineageMember, originOf, rejoinOf } from "./words";

const member = (given: Partial<LineageMember> = {}): LineageMember => ({
  instance: "us-1:6379",
  offset: 95_000,
  ownBytes: 5120,
  resync: "full",
  copyBytes: 4096,
  ...given,
});
const said = (given: Partial<LineageMember>, ofPrimary = false, primary: string | null = "eu-1") =>
  rejoinOf(member(given), ofPrimary, primary)?.text.replaceAll("\u00a0", " ") ?? null;

describe("what rejoining would mean", () => {
  it("names what is lost, and the most there is to copy", () => {
    expect(said({})).toBe("5.00 KiB of its own. Following eu-1 drops them, at most 4.00 KiB to copy.");
  });

  it("says that nothing is lost where nothing is its own", () => {
    expect(said({ ownBytes: 0, resync: "partial", copyBytes: 100 })).toBe(
      "Nothing of its own. Following eu-1: partial, 100 B to send.",
    );
  });

  it("warns of a history that nothing connects with the primary's", () => {
    expect(said({ ownBytes: null, copyBytes: null })).toBe(
      "Nothing shows that it shares anything with eu-1: following it replaces all it holds.",
    );
  });

  it("claims nothing of one that does not answer", () => {
    expect(said({ ownBytes: null, offset: null, resync: "unknown" })).toBe(
      "Where it stands is not known now.",
    );
  });

  it("is silent of the primary, of those in step with it, and without a primary", () => {
    expect(said({ resync: null })).toBeNull();
    expect(said({ ownBytes: 0, resync: "partial" }, true)).toBeNull();
    expect(said({}, false, null)).toBeNull();
  });
});

it("says where a history comes from", () => {
  const branch = { replid: "b", ofPrimary: true, members: [] };
  expect(originOf({ ...branch, parent: "1234567890", from: 90_001 })).toBe(
    "continues 12345678 from offset 90,001",
  );
  expect(originOf({ ...branch, parent: null, from: null })).toBe("the oldest one known here");
});
