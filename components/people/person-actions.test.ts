import { describe, expect, it } from "vitest";
import type { User } from "@/lib/contract";
import { actionsOf, wordsOf } from "./person-actions";
import { personState, roleWeight } from "./person-state";

const ben: User = {
  id: "u1",
  name: "ben",
  source: "local",
  grants: { all: "operator", groups: {} },
  disabled: false,
  secondFactor: false,
  invited: false,
  createdAt: "2026-11-26T07:00:00.000Z",
  lastSignInAt: null,
};

describe("what an admin can do with a person", () => {
  it("is said with the person's name before it is done", () => {
    for (const action of actionsOf(ben)) {
      const { title, what, button } = wordsOf(action, ben);
      expect(title, action).toContain("ben");
      expect(what, action).toMatch(/\.$/);
      expect(button, action).not.toBe("");
    }
  });

  it("is to enable whoever is disabled, and to disable everybody else", () => {
    expect(actionsOf(ben)).toContain("disable");
    expect(actionsOf({ ...ben, disabled: true })).toContain("enable");
    expect(actionsOf({ ...ben, disabled: true })).not.toContain("disable");
  });

  it("leaves to the provider what the provider keeps", () => {
    const ofProvider: User = { ...ben, source: "oidc" };
    expect(wordsOf("link", ofProvider).withheld).toMatch(/provider/);
    expect(wordsOf("second-factor", ofProvider).withheld).toMatch(/provider/);
    expect(wordsOf("remove", ofProvider).withheld).toBeNull();
  });

  it("takes away only a second factor that there is", () => {
    expect(wordsOf("second-factor", ben).withheld).toBe("ben has no second factor.");
    expect(wordsOf("second-factor", { ...ben, secondFactor: true }).withheld).toBeNull();
  });
});

it("calls somebody disabled before all else, and invited until there is a password", () => {
  expect(personState({ disabled: true, invited: true })).toBe("disabled");
  expect(personState({ disabled: false, invited: true })).toBe("invited");
  expect(personState(ben)).toBe("active");
});

it("sorts roles by what they allow, and none below all", () => {
  const weights = (["viewer", "operator", "admin"] as const).map(roleWeight);
  expect(weights).toEqual([...weights].sort());
  expect(roleWeight(null)).toBeNull();
});
