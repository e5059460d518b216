import { describe, expect, it } from "vitest";
import type { Verdicts } from "@/components/runs/upstream-verdicts";
import { orders, withInstance } from "@/lib/group/orders.fixture";
import { upstreamOptions } from "@/lib/plan/upstreams";
import { dropVerdict } from "./drop-verdict";

/** What the server says of the moves of one instance of `group`. */
function verdictsOn(mover: string, group = orders()): Verdicts {
  const instance = group.instances.find(({ id }) => id === mover);
  return { is: "known", options: instance === undefined ? [] : upstreamOptions(group, instance) };
}

describe("dropVerdict", () => {
  it("lights what may be dropped on, with its cost in words", () => {
    const group = withInstance(orders(), "eu-2:6379", { offset: 99_000 });
    expect(dropVerdict(verdictsOn("eu-2:6379", group), "eu-2:6379", "eu-1:6379")).toMatchObject({
      is: "valid",
      letter: "P",
      words: "Partial, 1000\u00a0B",
    });
  });

  it("says why a copy would be a full one", () => {
    const group = withInstance(orders(), "eu-1:6379", { replid: "b".repeat(40) });
    expect(dropVerdict(verdictsOn("eu-2:6379", group), "eu-2:6379", "eu-1:6379")).toMatchObject({
      is: "valid",
      letter: "F",
      words: expect.stringMatching(/^Full.*: other history$/),
    });
  });

  it("refuses a loop, the upstream there is, and what cannot be reached, in words", () => {
    const dead = withInstance(orders(), "eu-2:6379", { reachable: false });
    const words = (target: string) => dropVerdict(verdictsOn("eu-1:6379", dead), "eu-1:6379", target);
    expect(words("ap-1:6379")).toMatchObject({ is: "invalid", words: "Loop" });
    expect(words("us-1:6379")).toMatchObject({ is: "invalid", words: "Already its upstream" });
    expect(words("eu-2:6379")).toMatchObject({ is: "invalid", words: "Unreachable" });
    expect(words("ghost:6379")).toMatchObject({ is: "invalid", words: "Not watched" });
  });

  it("lets nothing drop before the server has answered, or when it does not", () => {
    const problem = { type: "", title: "", status: 0, code: "no-answer", detail: "Tidemark did not answer." };
    expect(dropVerdict({ is: "asking" }, "eu-1:6379", "us-1:6379")).toMatchObject({
      is: "asking",
      words: "…",
    });
    expect(dropVerdict({ is: "silent", problem }, "eu-1:6379", "us-1:6379")).toMatchObject({
      is: "invalid",
      words: "Not known",
      reason: "Tidemark did not answer.",
    });
  });

  it("has nothing to say of the card that is moved, nor while none is", () => {
    expect(dropVerdict(verdictsOn("eu-1:6379"), "eu-1:6379", "eu-1:6379")).toBeNull();
    expect(dropVerdict(verdictsOn("eu-1:6379"), null, "eu-1:6379")).toBeNull();
  });
});
