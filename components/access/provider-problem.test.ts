import { expect, it } from "vitest";
import { toldProblem } from "./provider-problem";

it("has words for each code that a provider's sign-in can come back with", () => {
  expect(toldProblem(null)).toBeNull();
  expect(toldProblem("no-role")).toMatchObject({ code: "no-role", title: "Nothing here is open to you" });
  expect(toldProblem("account-disabled")).toMatchObject({ title: "Your account is disabled here" });
});

it("shows no word that an address brought along", () => {
  const shown = JSON.stringify(toldProblem("<b>call 555-1234</b>"));
  expect(shown).not.toContain("555");
  expect(shown).toContain("did not come about");
});
