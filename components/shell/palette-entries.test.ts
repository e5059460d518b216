import { describe, expect, it } from "vitest";
import { group, primary, replica } from "../fleet/fleet.fixture";
import { paletteSections, searchSections } from "./palette-entries";

const orders = group("orders", [primary("us-1:6379"), replica("eu-2:6379")]);
const sections = paletteSections([orders], null);
const found = (text: string) => searchSections(sections, text).flatMap(({ entries }) => entries);

describe("the palette", () => {
  it("finds an instance first, so that its name and Enter open it", () => {
    expect(found("eu-2")[0]).toMatchObject({ kind: "go", href: "/i/eu-2%3A6379" });
  });

  it("wants every word, wherever it stands", () => {
    expect(found("promote eu-2").map(({ label }) => label)).toEqual(["Promote eu-2:6379…"]);
    expect(found("promote us-1")).toEqual([]);
  });

  it("offers to relieve and to flatten where there is something to move, and what-if for every instance", () => {
    const two = group("orders", [
      primary("us-1:6379", { replicas: ["eu-1:6379", "eu-2:6379"] }),
      replica("eu-1:6379", { upstream: "us-1:6379" }),
      replica("eu-2:6379", { upstream: "us-1:6379" }),
    ]);
    const entries = (text: string) =>
      searchSections(paletteSections([two], null), text).flatMap(({ entries }) =>
        entries.map(({ label }) => label),
      );
    expect(entries("relieve")).toEqual(["Relieve us-1:6379…"]);
    expect(entries("flatten")).toEqual([]);
    expect(entries("what if")).toHaveLength(3);
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

  it("says of an action why it is not for whoever looks, and of their own pages only those they may open", () => {
    const as = (all: "viewer" | "operator" | "admin") =>
      paletteSections([orders], {
        kind: "user",
        name: "ana",
        grants: { all, groups: {} },
        password: true,
        secondFactor: false,
        confirmedUntil: null,
      });
    const blocked = (all: "viewer" | "operator" | "admin", text: string) =>
      searchSections(as(all), text).flatMap(({ entries }) => entries)[0]?.blocked;
    expect(blocked("viewer", "promote eu-2")).toBe("Operators may do this; you are a viewer of orders.");
    expect(blocked("viewer", "what if eu-2")).toBeUndefined();
    expect(blocked("operator", "promote eu-2")).toBeUndefined();
    expect(blocked("operator", "stop watching")).toBe("Admins may do this; you are an operator.");
    expect(blocked("admin", "stop watching")).toBeUndefined();
    const labels = (all: "viewer" | "admin") =>
      as(all).flatMap(({ entries }) => entries.map(({ label }) => label));
    expect(labels("viewer")).toEqual(expect.arrayContaining(["Account", "Sign out"]));
    expect(labels("viewer")).not.toContain("People & tokens");
    expect(labels("admin")).toContain("People & tokens");
  });
});
