import { describe, expect, it } from "vitest";
import { orders, withInstance } from "@/lib/group/orders.fixture";
import { dropVerdict } from "./drop-verdict";

const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

describe("dropVerdict", () => {
  it("foretells a partial resync where the target's backlog holds what the replica needs", () => {
    const group = withInstance(orders(), "eu-2:6379", { offset: 99_000 });
    const verdict = dropVerdict(group, "eu-2:6379", "eu-1:6379");
    expect(verdict).toMatchObject({ allowed: true, letter: "P" });
    expect(plain(verdict?.words)).toBe("Partial, 1000 B");
  });

  it("foretells a full one for a replica of another history", () => {
    const group = withInstance(orders(), "eu-1:6379", { replid: "b".repeat(40) });
    expect(dropVerdict(group, "eu-2:6379", "eu-1:6379")).toMatchObject({ allowed: true, letter: "F" });
  });

  it("calls a drop on what hangs below a loop", () => {
    expect(dropVerdict(orders(), "eu-1:6379", "ap-1:6379")).toEqual({
      allowed: false,
      letter: null,
      words: "Loop",
    });
  });

  it("refuses the upstream it follows now, and has nothing to say of itself", () => {
    expect(dropVerdict(orders(), "eu-1:6379", "us-1:6379")?.allowed).toBe(false);
    expect(dropVerdict(orders(), "eu-1:6379", "eu-1:6379")).toBeNull();
    expect(dropVerdict(orders(), null, "eu-1:6379")).toBeNull();
  });
});
