import { describe, expect, it } from "vitest";
import { finding } from "../fleet/fleet.fixture";
import { firing, titleWith } from "./firing";

describe("the bell", () => {
  it("counts what needs somebody, critical first", () => {
    const all = [
      finding({ id: "a", severity: "info" }),
      finding({ id: "b", severity: "warning" }),
      finding({ id: "c", severity: "critical" }),
    ];
    expect(firing(all).map(({ id }) => id)).toEqual(["c", "b"]);
  });

  it("puts its number before the title once, and takes it away again", () => {
    expect(titleWith("(2) Fleet · Tidemark", 3)).toBe("(3) Fleet · Tidemark");
    expect(titleWith("(2) Fleet · Tidemark", 0)).toBe("Fleet · Tidemark");
  });
});
