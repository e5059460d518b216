import { expect, it } from "vitest";
import { placeOf } from "./menu-place";

const box = (left: number, top: number) => ({ left, top, right: left + 30, bottom: top + 30 });

it("stands under its button, flush with the end or the start of it", () => {
  expect(placeOf(box(600, 100), 1000, 800, "end")).toEqual({ right: 370, top: 134, maxHeight: 658 });
  expect(placeOf(box(600, 100), 1000, 800, "start")).toEqual({ left: 600, top: 134, maxHeight: 658 });
});

it("stands above its button where there is more room", () => {
  expect(placeOf(box(600, 700), 1000, 800, "end")).toEqual({ right: 370, bottom: 104, maxHeight: 688 });
  expect(placeOf(box(600, 100), 1000, 200, "end")).toMatchObject({ bottom: 104 });
  expect(placeOf(box(600, 20), 1000, 200, "end")).toMatchObject({ top: 54 });
});

it("never passes an edge, however near its button is", () => {
  expect(placeOf(box(2, 100), 390, 800, "end")).toMatchObject({ right: 62 });
  expect(placeOf(box(358, 100), 390, 800, "start")).toMatchObject({ left: 62 });
  expect(placeOf(box(358, 100), 390, 800, "end")).toMatchObject({ right: 8 });
  expect(placeOf(box(2, 100), 300, 800, "end")).toMatchObject({ right: 8 });
});
