import { describe, expect, it } from "vitest";
import { noAnswer, readProblem } from "./problem";

const busy = {
  type: "urn:tidemark:error:group-busy",
  title: "Busy",
  status: 409,
  detail: "A run is in progress.",
  code: "group-busy",
  run: "r1",
  errors: ["one"],
};

describe("the body of a refusal", () => {
  it("is taken as the server wrote it", () => {
    expect(readProblem(busy)).toEqual(busy);
    const { run: _run, errors: _errors, ...bare } = busy;
    expect(readProblem(bare)).toEqual(bare);
  });

  it("is no problem when a field that is shown is missing or of another kind", () => {
    for (const field of ["type", "title", "status", "detail", "code"])
      expect(readProblem({ ...busy, [field]: undefined })).toBeNull();
    expect(readProblem({ ...busy, status: "409" })).toBeNull();
    expect(readProblem({ ...busy, run: 1 })).toBeNull();
    expect(readProblem({ ...busy, errors: [1] })).toBeNull();
    expect(readProblem({ ...busy, errors: "one" })).toBeNull();
  });

  it("is no problem when something between answered", () => {
    for (const body of [null, undefined, "Bad gateway", 502, [], {}]) expect(readProblem(body)).toBeNull();
  });
});

it("says that nothing was changed only of a call that reads", () => {
  expect(noAnswer("GET", "/api/runs").detail).toContain("nothing was changed");
  for (const method of ["POST", "DELETE"] as const) {
    const { detail } = noAnswer(method, "/api/runs");
    expect(detail).toContain("the outcome is unknown");
    expect(detail).not.toContain("nothing was changed");
  }
});
