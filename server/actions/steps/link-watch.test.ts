import { expect, test } from "vitest";
import { primaryView, replicaView, resolveAmong } from "@/lib/group/members.fixture";
import type { ReplicationView } from "@/lib/info/view";
import { type LinkContext, watchLink } from "./link-watch";

const [up, down] = ["10.0.0.1:1", "10.0.0.2:2"];

/** Looks every 50 ms at what `views` says of that moment, for `seconds`; the second in which the link was given up. */
function givenUpAfter(
  seconds: number,
  views: (ms: number) => [ReplicationView | null, ReplicationView | null],
) {
  let nowMs = 0;
  const said: string[] = [];
  const context: LinkContext = {
    now: () => nowMs,
    resolve: resolveAmong([up, down]),
    nameOf: (id) => id,
    member: () => null,
    report: ({ text }) => said.push(text),
  };
  const watch = watchLink(context, down, up);
  for (; nowMs <= seconds * 1000; nowMs += 50) {
    const [replica, upstream] = views(nowMs);
    const end = watch.judge((id) => (id === down ? replica : upstream));
    if (end !== null) return { seconds: Math.round(nowMs / 1000), end, said };
  }
  return { seconds: null, end: null, said };
}

const linkDown = (over = {}) => replicaView(1, up, { linkUp: false, ...over });

test("a link without a sign of life is given up after 30 s, with what INFO says", () => {
  const { seconds, end } = givenUpAfter(60, () => [linkDown(), primaryView(1)]);
  expect(seconds).toBe(30);
  expect(end).toBe(`The link of ${down} to ${up} is not up, and ${up} does not list it`);
});

test("a copy that grows, however slowly, is waited for without an end", () => {
  const growing = (ms: number) =>
    linkDown({ sync: { readBytes: Math.floor(ms / 20_000), totalBytes: 1000 } });
  const { seconds, said } = givenUpAfter(300, (ms) => [growing(ms), null]);
  expect(seconds).toBeNull();
  expect(said.at(-1)).toContain("Full resync: 15");
});

test("a copy that has stopped growing is given up", () => {
  const stuck = linkDown({ sync: { readBytes: 5, totalBytes: 1000 } });
  expect(givenUpAfter(60, () => [stuck, null]).seconds).toBe(30);
});

test("a replica that its upstream lists is waited for: the fork and the save before the copy show no bytes", () => {
  const waiting = linkDown({ sync: { readBytes: null, totalBytes: null } });
  expect(givenUpAfter(120, () => [waiting, primaryView(1, [down])]).seconds).toBeNull();
});

test("a refused login flickers between states and is given up all the same", () => {
  const flicker = (ms: number) =>
    linkDown(ms % 100 === 0 ? { sync: { readBytes: 0, totalBytes: null } } : {});
  expect(givenUpAfter(60, (ms) => [flicker(ms), primaryView(1)]).seconds).toBe(30);
});

test("a silent replica counts as no sign of life", () => {
  expect(givenUpAfter(60, () => [null, primaryView(1)]).end).toBe(`${down} does not answer`);
});
