import { describe, expect, it } from "vitest";
import { consequence, describeRequest, executeLabel } from "./wording";

const name = (instance: string) => instance.replace(":6379", "");

describe("the words of actions", () => {
  it("say what is asked for before there is a plan", () => {
    expect(describeRequest({ action: "promote", instance: "eu-1:6379" }, name)).toBe("Promote eu-1");
    expect(describeRequest({ action: "repoint", instance: "eu-2:6379", upstream: "eu-1:6379" }, name)).toBe(
      "Re-point eu-2 to eu-1",
    );
    expect(describeRequest({ action: "backup" }, name)).toBe("Back up");
  });

  it("call a promotion without the old primary by its name", () => {
    expect(executeLabel({ action: "promote", method: "failover" }, "eu-1")).toBe("Promote eu-1");
    expect(executeLabel({ action: "promote", method: "forced" }, "eu-1")).toBe("Force eu-1");
  });

  it("leave the call to type to the field", () => {
    const text = "Writes will be lost. Type orders to continue.";
    expect(consequence({ tier: 3, type: "orders", text })).toBe("Writes will be lost.");
    expect(consequence({ tier: 2, type: null, text: "It starts anew." })).toBe("It starts anew.");
  });
});
