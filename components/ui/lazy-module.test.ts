import { expect, it } from "vitest";
import { lazyModule } from "./lazy-module";

it("asks for nothing by itself, and once for all who ask", async () => {
  let asked = 0;
  const { fetch } = lazyModule(async () => {
    asked += 1;
    return "code";
  });
  expect(asked).toBe(0);
  expect(await Promise.all([fetch(), fetch()])).toEqual([true, true]);
  expect(await fetch()).toBe(true);
  expect(asked).toBe(1);
});

it("says that the code did not come, and asks again the next time", async () => {
  let away = true;
  const { fetch } = lazyModule(async () => {
    if (away) throw new Error("away");
    return "code";
  });
  expect(await fetch()).toBe(false);
  away = false;
  expect(await fetch()).toBe(true);
});
