import { describe, expect, it } from "vitest";
import { AddGroup } from "@/lib/contract";
import { emptyFields, readFields } from "./add-group";

describe("the form that adds a group", () => {
  it("makes URLs of bare addresses and leaves URLs as they are", () => {
    const read = readFields({
      ...emptyFields,
      name: " orders ",
      seeds: "10.0.0.1:6379, rediss://b:1\nunix:/run/r.sock",
    });
    expect(read).toEqual({
      ok: true,
      group: { name: "orders", seeds: ["redis://10.0.0.1:6379", "rediss://b:1", "unix:/run/r.sock"] },
    });
  });

  it("says what is missing, field by field", () => {
    const read = readFields({ ...emptyFields, username: "ana" });
    expect(read.ok ? {} : Object.keys(read.errors)).toEqual(["name", "seeds", "password"]);
  });

  it("sends what the API accepts", () => {
    const read = readFields({ name: "a", seeds: "h:1", username: "u", password: "p" });
    expect(read.ok && AddGroup.safeParse(read.group).success).toBe(true);
  });
});
