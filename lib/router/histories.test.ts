import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toOffset } from "@/lib/units";
import { Histories, type Place } from "./histories";
import { joined, lacking, noMarks, readToken, toToken, withMark } from "./marks";
import { replid } from "./router.fixture";

const place = (id: string, offset: number): Place => ({ replid: id, offset: toOffset(offset) });
const [a, b, c] = [replid("a"), replid("b"), replid("c")];

function threeSteps(): Histories {
  const histories = new Histories();
  const standing = (id: string, previousReplid: string, until: number) =>
    histories.learn({ replid: id, previousReplid, previousReplidUntil: toOffset(until), isPrimary: true });
  standing(b, a, 81);
  standing(c, b, 121);
  return histories;
}

describe("whoever stands in a history holds", () => {
  test("what was written in it, up to where it stands", () => {
    expect(new Histories().contains(place(a, 10), place(a, 10))).toBe(true);
    expect(new Histories().contains(place(a, 10), place(a, 11))).toBe(false);
  });

  test("what was written before its fork, over any number of steps", () => {
    const histories = threeSteps();
    expect(histories.contains(place(c, 200), place(a, 80))).toBe(true);
    expect(histories.contains(place(c, 200), place(a, 81))).toBe(false);
    expect(histories.contains(place(c, 200), place(b, 120))).toBe(true);
    expect(histories.contains(place(c, 70), place(a, 80))).toBe(false);
    expect(histories.contains(place(a, 500), place(b, 100))).toBe(false);
  });

  test("nothing of a history that nobody told of", () => {
    expect(threeSteps().contains(place(c, 200), place(replid("d"), 1))).toBe(false);
  });

  test("all of a history that its process only renamed", () => {
    const histories = new Histories();
    histories.renamed(a, place(b, 50));
    expect(histories.contains(place(b, 50), place(a, 50))).toBe(true);
    expect(histories.descends(b, a)).toBe(true);
  });
});

test("a history that was begun with nothing contains nothing, whatever is said of it later", () => {
  const histories = new Histories();
  histories.distrust(b);
  histories.learn({ replid: b, previousReplid: a, previousReplidUntil: toOffset(81), isPrimary: true });
  expect(histories.contains(place(b, 100), place(a, 60))).toBe(false);
  expect(histories.descends(b, a)).toBe(false);
});

test("a replica's own place at the fork gives way to its primary's", () => {
  const histories = new Histories();
  histories.learn({ replid: b, previousReplid: a, previousReplidUntil: toOffset(40), isPrimary: false });
  expect(histories.contains(place(b, 100), place(a, 60))).toBe(false);
  histories.learn({ replid: b, previousReplid: a, previousReplidUntil: toOffset(81), isPrimary: true });
  expect(histories.contains(place(b, 100), place(a, 60))).toBe(true);
  histories.learn({ replid: b, previousReplid: a, previousReplidUntil: toOffset(40), isPrimary: false });
  expect(histories.contains(place(b, 100), place(a, 60))).toBe(true);
});

/**
 * A group that is written to and promoted at random, as a model: each server is the list of writes it holds, by the number
 * of each; the offset is how many bytes that are. What `contains` says must be what the lists say.
 */
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("write" as const), server: fc.nat(2) }),
    fc.record({
      do: fc.constant("catch-up" as const),
      server: fc.nat(2),
      by: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({ do: fc.constant("promote" as const), server: fc.nat(2) }),
  ),
  { maxLength: 40 },
);

test("containment never says more than is true, whatever is written and promoted", () => {
  fc.assert(
    fc.property(steps, (run) => {
      const histories = new Histories();
      interface Model {
        id: string;
        previous: readonly [string, number] | null;
        log: readonly number[];
      }
      let drawn = 0;
      const draw = (): string => (drawn++).toString(16).padStart(40, "0");
      const first = draw();
      const servers: Model[] = [0, 1, 2].map(() => ({ id: first, previous: null, log: [] }));
      let primary = 0;
      const written: { place: Place; write: number }[] = [];
      const learn = (): void => {
        for (const [i, { id, previous }] of servers.entries())
          histories.learn({
            replid: id,
            previousReplid: previous?.[0] ?? null,
            previousReplidUntil: previous === null ? null : toOffset(previous[1]),
            isPrimary: i === primary,
          });
      };
      for (const step of run) {
        const lead = servers[primary];
        const one = servers[step.server];
        if (lead === undefined || one === undefined) continue;
        if (step.do === "write") {
          lead.log = [...lead.log, written.length];
          written.push({ place: place(lead.id, lead.log.length), write: written.length });
        } else if (step.do === "promote" && one !== lead) {
          one.previous = [one.id, one.log.length + 1];
          one.id = draw();
          primary = step.server;
        } else if (step.do === "catch-up" && one !== lead) {
          const fits =
            one.id === lead.id || (lead.previous?.[0] === one.id && one.log.length < lead.previous[1]);
          if (one.id !== lead.id && fits) {
            one.previous = [one.id, one.log.length + 1];
            one.id = lead.id;
          } else if (!fits) {
            one.id = lead.id;
            one.previous = null;
            one.log = [];
          }
          one.log = lead.log.slice(
            0,
            Math.max(one.log.length, fits ? one.log.length + step.by : lead.log.length),
          );
        }
        learn();
        for (const server of servers)
          for (const { place: at, write } of written)
            if (histories.contains(place(server.id, server.log.length), at))
              expect(server.log).toContain(write);
      }
    }),
  );
});

describe("marks", () => {
  test("of one history keep the newest, and those that a later one contains go", () => {
    const histories = threeSteps();
    let marks = withMark(noMarks, place(a, 10), histories);
    marks = withMark(marks, place(a, 70), histories);
    expect([...marks]).toEqual([[a, 70]]);
    marks = withMark(marks, place(b, 100), histories);
    expect([...marks]).toEqual([[b, 100]]);
    expect(lacking(marks, place(c, 150), histories)).toBeNull();
  });

  test("that a promotion has lost stay", () => {
    const histories = threeSteps();
    const marks = withMark(withMark(noMarks, place(a, 90), histories), place(b, 100), histories);
    expect(lacking(marks, place(b, 100), histories)).toEqual(place(a, 90));
  });

  const anyMarks = fc
    .uniqueArray(fc.tuple(fc.stringMatching(/^[0-9a-f]{40}$/), fc.nat(2 ** 40)), {
      selector: ([id]) => id,
      maxLength: 5,
    })
    .map((list) => new Map(list.map(([id, offset]) => [id, toOffset(offset)])));

  test("survive being written as a token and read again", () => {
    fc.assert(
      fc.property(anyMarks, (marks) => {
        expect(readToken(toToken(marks))).toEqual({ ok: true, value: marks });
        expect(toToken(marks)).toMatch(/^[0-9a-z.:]+$/);
      }),
    );
  });

  test("of two sessions joined are lacking wherever those of one are", () => {
    fc.assert(
      fc.property(anyMarks, anyMarks, fc.nat(2 ** 40), (one, other, offset) => {
        const at = place([...one.keys()][0] ?? a, offset);
        const histories = new Histories();
        const both = lacking(joined(one, other), at, histories);
        expect(both === null).toBe(
          lacking(one, at, histories) === null && lacking(other, at, histories) === null,
        );
      }),
    );
  });

  test.each([
    "",
    "x",
    "tm2",
    "tm1.x",
    `tm1.${a}`,
    `tm1.${a}:-1`,
    `tm1.${a}:1.${a}:2`,
    `tm1.${a}:99999999999999999`,
  ])("are not read from %j", (token) => {
    expect(readToken(token).ok).toBe(false);
  });
});
