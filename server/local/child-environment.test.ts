import { expect, test } from "vitest";
import { childEnvironment } from "./child-environment";

test("R9: a program that we start is told none of our secrets", () => {
  expect(
    childEnvironment({
      NODE_ENV: "test",
      PATH: "/bin",
      TIDEMARK_SECRET_KEY: "k",
      TIDEMARK_GROUPS: "[]",
      AWS_SECRET_ACCESS_KEY: "s",
    }),
  ).toEqual({ NODE_ENV: "test", PATH: "/bin" });
});
