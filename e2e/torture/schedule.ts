import { Draw } from "@/server/poller/oracle/draw.fixture";

/**
 * Which of those that are there when the time comes: a number from 0 on, below 1, drawn beforehand, so that a seed gives the
 * same choice among the same instances.
 */
export type Pick = number;

/** What an operator does, through the API of one dashboard or of both. */
export type Act =
  | { readonly do: "promote"; readonly target: Pick; readonly moveSiblings: boolean }
  /** Two operators, two targets, one moment. */
  | { readonly do: "promote-twice"; readonly target: Pick; readonly other: Pick }
  | { readonly do: "promote-and-cancel"; readonly target: Pick; readonly afterMs: number }
  | { readonly do: "repoint"; readonly replica: Pick; readonly upstream: Pick }
  | { readonly do: "detach-attach"; readonly replica: Pick }
  | { readonly do: "backup" }
  /** The primary is killed, or hangs; a replica takes over; the old one returns with its old role, and is attached. */
  | {
      readonly do: "fail-over";
      readonly target: Pick;
      readonly primary: "killed" | "killed-first-config" | "stopped";
    };

/** What the nemesis does meanwhile, and for how long. */
export type Fault =
  | { readonly kind: "stop-node"; readonly node: Pick; readonly forMs: number }
  | { readonly kind: "stop-target"; readonly forMs: number }
  | { readonly kind: "kill-node"; readonly node: Pick; readonly forMs: number }
  | { readonly kind: "stop-dashboard"; readonly forMs: number }
  | { readonly kind: "kill-dashboard"; readonly forMs: number }
  | { readonly kind: "cut-link"; readonly node: Pick; readonly forMs: number }
  | { readonly kind: "hold-link"; readonly node: Pick; readonly forMs: number }
  | { readonly kind: "delay-link"; readonly node: Pick; readonly forMs: number; readonly delayMs: number }
  | { readonly kind: "half-open-link"; readonly node: Pick; readonly forMs: number }
  | { readonly kind: "cut-dashboards"; readonly node: Pick; readonly forMs: number }
  | { readonly kind: "lose-reply"; readonly word: "FAILOVER" | "REPLICAOF"; readonly forMs: number }
  | {
      readonly kind: "behind-the-back";
      readonly node: Pick;
      readonly promote: boolean;
      readonly forMs: number;
    }
  | { readonly kind: "full-disk"; readonly forMs: number };

/** One line of a schedule: an act, and perhaps a fault that begins so long after it (before it, where negative). */
export interface Line {
  readonly n: number;
  readonly dashboard: 0 | 1;
  readonly act: Act;
  readonly fault: (Fault & { readonly offsetMs: number }) | null;
}

/** How often each act comes, in a hundred. */
const acts: readonly (readonly [share: number, draw: (draw: Draw) => Act])[] = [
  [64, (d) => ({ do: "promote", target: d.next(), moveSiblings: d.chance(0.85) })],
  [8, (d) => ({ do: "promote-twice", target: d.next(), other: d.next() })],
  [5, (d) => ({ do: "promote-and-cancel", target: d.next(), afterMs: d.whole(0, 800) })],
  [7, (d) => ({ do: "repoint", replica: d.next(), upstream: d.next() })],
  [4, (d) => ({ do: "detach-attach", replica: d.next() })],
  [4, () => ({ do: "backup" })],
  [
    8,
    (d) => ({
      do: "fail-over",
      target: d.next(),
      primary: d.pick(["killed", "killed-first-config", "stopped"]),
    }),
  ],
];

/** How often each fault comes, among the acts that meet one. */
const faults: readonly (readonly [share: number, draw: (draw: Draw) => Fault])[] = [
  [16, (d) => ({ kind: "stop-node", node: d.next(), forMs: d.whole(200, 1_500) })],
  [8, (d) => ({ kind: "stop-target", forMs: d.whole(200, 5_000) })],
  [8, (d) => ({ kind: "kill-node", node: d.next(), forMs: d.whole(100, 1_500) })],
  // One that stands still for more than 10 s loses the group to its peer; for less, it does not.
  [
    10,
    (d) => ({ kind: "stop-dashboard", forMs: d.chance(0.7) ? d.whole(500, 4_000) : d.whole(11_000, 13_000) }),
  ],
  [12, (d) => ({ kind: "kill-dashboard", forMs: d.whole(0, 1_000) })],
  [8, (d) => ({ kind: "cut-link", node: d.next(), forMs: 0 })],
  [6, (d) => ({ kind: "hold-link", node: d.next(), forMs: d.whole(300, 2_500) })],
  [8, (d) => ({ kind: "delay-link", node: d.next(), forMs: d.whole(500, 3_000), delayMs: d.whole(20, 300) })],
  [4, (d) => ({ kind: "half-open-link", node: d.next(), forMs: 0 })],
  [5, (d) => ({ kind: "cut-dashboards", node: d.next(), forMs: 0 })],
  [6, (d) => ({ kind: "lose-reply", word: d.pick(["FAILOVER", "REPLICAOF"]), forMs: 2_500 })],
  [6, (d) => ({ kind: "behind-the-back", node: d.next(), promote: d.chance(0.4), forMs: 0 })],
  [3, (d) => ({ kind: "full-disk", forMs: d.whole(500, 2_000) })],
];

/** Of a hundred acts, so many meet a fault. */
const FAULTY = 0.5;

/** An endless schedule: the same seed gives the same lines. */
export function* schedule(seed: number): Generator<Line, never> {
  const draw = new Draw(seed);
  for (let n = 1; ; n += 1) {
    const dashboard = draw.chance(0.5) ? 1 : 0;
    const act = drawn(acts, draw);
    const fault = draw.chance(FAULTY) ? { ...drawn(faults, draw), offsetMs: draw.whole(-600, 1_200) } : null;
    // A failover is a fault of its own: what else befalls the group then would only hide what it was.
    yield { n, dashboard, act, fault: act.do === "fail-over" ? null : fault };
  }
}

function drawn<T>(deck: readonly (readonly [share: number, draw: (draw: Draw) => T])[], draw: Draw): T {
  let left = draw.next() * deck.reduce((sum, [share]) => sum + share, 0);
  for (const [share, make] of deck) {
    left -= share;
    if (left < 0) return make(draw);
  }
  throw new Error("the deck is empty");
}

/** The one that `pick` means among `from`. @throws Error where there is none */
export function chosen<T>(from: readonly T[], pick: Pick): T {
  const one = from[Math.floor(pick * from.length)];
  if (one === undefined) throw new Error("there is nothing to choose from");
  return one;
}
