import type { Effect, PlanRequest } from "@/lib/contract";
import { makePlan, type PlanContext } from "@/lib/plan";
import { waitFor } from "@/server/testing/wait-for";
import type { Actor } from "./actor.fixture";
import type { Tally } from "./tally.fixture";
import type { World } from "./world.fixture";

/** What was said of one link just before. */
export interface Foretold {
  readonly replica: Actor;
  readonly upstream: Actor;
  readonly verdict: Effect["resync"];
  readonly reason: string;
}

/** What Tidemark says, held against what the servers count. */
export class Verdicts {
  constructor(
    readonly world: World,
    readonly tally: Tally,
  ) {}

  protected async effects(request: PlanRequest): Promise<Foretold[]> {
    const context = await this.world.context();
    const plan = makePlan(request, context);
    if (!plan.ok) throw new Error(plan.error.detail);
    if (request.action !== "detach" && plan.value.effects.length === 0)
      throw new Error(`nothing was foretold: ${JSON.stringify(plan.value.checks)}`);
    return plan.value.effects.map(({ link, resync, reason }) => ({
      replica: this.world.actorOf(link.replica),
      upstream: this.world.actorOf(link.upstream),
      verdict: resync,
      reason: `${reason} ${stood(context, link.replica)} ${stood(context, link.upstream)}`,
    }));
  }

  protected async check(
    kind: string,
    foretold: readonly Foretold[],
    act: () => Promise<void>,
    apart: readonly Actor[] = [],
  ): Promise<void> {
    const upstreams = [...new Set(foretold.map(({ upstream }) => upstream))];
    const before = await Promise.all(upstreams.map((upstream) => upstream.counts()));
    const counted = () =>
      Promise.all(
        upstreams.map(async (upstream, index) => {
          const now = await upstream.counts();
          const { full = 0, partial = 0 } = before[index] ?? {};
          return { full: now.full - full, partial: now.partial - partial };
        }),
      );
    const due = upstreams.map((upstream) => foretold.filter((one) => one.upstream === upstream));
    const expected = due.map((links) => ({
      full: links.filter(({ verdict }) => verdict === "full").length,
      partial: links.filter(({ verdict }) => verdict === "partial").length,
    }));
    await act();
    await waitFor("the servers have counted as many resyncs as were foretold", async () =>
      (await counted()).every(
        ({ full, partial }, index) =>
          full + partial >= (expected[index]?.full ?? 0) + (expected[index]?.partial ?? 0),
      ),
    ).catch(() => undefined);
    await this.world.settled(apart);
    const came = await counted();
    for (const [index, links] of due.entries()) {
      for (const { verdict } of links) this.tally.note(kind, verdict);
      const [want, have] = [expected[index], came[index]];
      if (links.some(({ verdict }) => verdict === "unknown")) continue;
      if (want?.full === have?.full && want?.partial === have?.partial) continue;
      const said = links.map(
        ({ replica, upstream, verdict, reason }) =>
          `${replica.name} from ${upstream.name}: ${verdict} (${reason})`,
      );
      this.tally.mismatches.push(
        `${kind}: ${said.join("; ")}; counted ${have?.full} full and ${have?.partial} partial\n${saidBy(upstreams[index])}`,
      );
    }
  }
}

/** What a server last wrote of resyncs. */
const saidBy = (actor: Actor | undefined): string =>
  (actor?.server.logTail(60) ?? "")
    .split("\n")
    .filter((line) => /resync|sync request|backlog|SLAVE OF|REPLICAOF|MASTER MODE|lost/i.test(line))
    .slice(-8)
    .join("\n");

function stood(context: PlanContext, id: string): string {
  const reading = context.members.get(id)?.reading;
  if (reading?.state !== "reached") return `${id} ${reading?.state}`;
  const { replid, previousReplid, previousReplidUntil, offset, backlog, following } = reading.view;
  const ids = `${replid.slice(0, 6)}/${previousReplid?.slice(0, 6)}<${previousReplidUntil}`;
  return `[${ids} at ${offset}, backlog ${backlog.firstOffset}+${backlog.historyBytes} of ${backlog.sizeBytes}, link ${following?.linkUp}]`;
}
