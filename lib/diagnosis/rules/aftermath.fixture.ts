import type { Member } from "@/lib/group/member";
import {
  intervalAt,
  membersOf,
  primaryView,
  reached,
  replicaView,
  silent,
  slowFacts,
} from "@/lib/group/members.fixture";
import type { ReplicationView, Role, SlowFacts } from "@/lib/info/view";
import { toOffset } from "@/lib/units";
import { A, B, idlePersistence, P, type Scene } from "../primaries.fixture";

/** Slow facts of the full reading that stands at `ms`, which is made every 10 s: so many changes, so many refused writes. */
export function fullReading(
  ms: number,
  {
    replid,
    changes = 0,
    refused = 0,
    role = "primary",
    runId = "p",
  }: { replid: string; changes?: number; refused?: number; role?: Role; runId?: string },
): SlowFacts {
  const slow = slowFacts(0);
  return {
    ...slow,
    at: intervalAt(ms),
    server: slow.server === null ? null : { ...slow.server, runId },
    history: { role, replid, previousReplid: null },
    persistence: idlePersistence,
    text: `# Stats\r\ntotal_error_replies:${refused}\r\nrdb_changes_since_last_save:${changes}\r\n${refused === 0 ? "" : `errorstat_READONLY:count=${refused}\r\n`}`,
  };
}

const together: Scene = (ms) => [
  reached(P, ms + 2, primaryView(1000 + ms, [A, B])),
  reached(A, ms, replicaView(1000 + ms, P)),
  reached(B, ms, replicaView(1000 + ms, P)),
];
const dead = (ms: number): Member => {
  const member = membersOf(...together(1000)).get(P);
  if (member === undefined) throw new Error(`no ${P}`);
  return silent(member, ms);
};
/** A was promoted at offset 1900, of P's history, which was last read at 2000. */
const successor = (ms: number): Member =>
  reached(
    A,
    ms + 2,
    primaryView(1900 + ms, [B], { replid: "n", previousReplid: "a", previousReplidUntil: toOffset(1901) }),
  );
const follower = (ms: number): Member => reached(B, ms, replicaView(1900 + ms, A, {}, { replid: "n" }));

/** P dies after 1 s, A is promoted after 4 s, and after 8 s P answers as `back` says. */
export const failedOver =
  (back: (ms: number) => Member): Scene =>
  (ms) => {
    if (ms < 2000) return together(ms);
    if (ms < 4000)
      return [
        dead(ms),
        ...[A, B].map((id) =>
          reached(
            id,
            ms,
            replicaView(id === A ? 1900 : 1800, P, { linkUp: false, downSeconds: 1, lastIoSeconds: null }),
          ),
        ),
      ];
    return [ms < 8000 ? dead(ms) : back(ms), successor(ms), follower(ms)];
  };

export const asPrimary =
  (
    offset: (ms: number) => number,
    view: Partial<ReplicationView> = {},
    changes: (ms: number) => number = () => 0,
  ) =>
  (ms: number): Member =>
    reached(
      P,
      ms,
      primaryView(offset(ms), [], view),
      fullReading(ms, { replid: view.replid ?? "a", changes: changes(ms) }),
    );

/** P was demoted by hand after 2 s; its clients still write there, `perSecond` in all, until `until`. */
export const demoted =
  (perSecond: number, untilMs: number): Scene =>
  (ms) => {
    const slowMs = Math.floor(ms / 10_000) * 10_000;
    const refused = Math.floor((perSecond * Math.min(slowMs, untilMs)) / 1000);
    return ms < 2000
      ? together(ms)
      : [
          reached(A, ms + 2, primaryView(1000 + ms, [P, B], { replid: "n" })),
          reached(
            P,
            ms,
            replicaView(1000 + ms, A, {}, { replid: "n" }),
            fullReading(slowMs, { replid: "n", refused, role: "replica" }),
          ),
          reached(B, ms, replicaView(1000 + ms, A, {}, { replid: "n" })),
        ];
  };

/** For each finding about what a promotion leaves behind, what fires it and what does not. */
export const aftermathCases: Record<
  "returned-primary" | "stragglers",
  {
    readonly fires: [scene: Scene, seconds?: number];
    readonly silent: [why: string, scene: Scene, seconds?: number];
  }
> = {
  "returned-primary": {
    fires: [
      failedOver(
        asPrimary(
          (ms) => 2000 + Math.max(0, ms - 8000),
          {},
          (ms) => Math.max(0, ms - 8000) / 100,
        ),
      ),
      10,
    ],
    silent: [
      "for an old primary that comes back as a replica",
      failedOver((ms) => reached(P, ms, replicaView(1900 + ms, A, {}, { replid: "n" }))),
      10,
    ],
  },
  stragglers: {
    fires: [demoted(340, 60_000), 31],
    silent: [
      "for clients that notice soon after a switchover that they must go elsewhere",
      demoted(340, 4000),
      41,
    ],
  },
};
