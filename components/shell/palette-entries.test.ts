import { describe, expect, it } from "vitest";
import { group, primary, replica } from "../fleet/fleet.fixture";
import { paletteSections, searchSections } from "./palette-entries";

const sections = paletteSections([group("orders", [primary("us-1:6379"), replica("eu-2:6379")])]);
const found = (text: string) => searchSections(sections, text).flatMap(({ entries }) => entries);

describe("the palette", () => {
  it("finds an instance first, so that its name and Enter open it", () => {
    expect(found("eu-2")[0]).toMatchObject({ kind: "go", href: "/i/eu-2%3A6379" });
  });

  it("wants every word, wherever it stands", () => {
    expect(found("promote eu-2").map(({ label }) => label)).toEqual(["Promote eu-2:6379…"]);
    expect(found("promote us-1")).toEqual([]);
  });

  it("offers no actions before anything is typed", () => {
    expect(found("").every(({ kind }) => kind === "go")).toBe(true);
  });

  it("opens plans for actions and never runs one", () => {
    expect(found("detach")[0]).toMatchObject({
      kind: "plan",
      group: "orders",
      request: { action: "detach", instance: "eu-2:6379" },
    });
  });
});
