import type { Sketch } from "@/lib/contract";
import type { InstanceId, Resolve } from "@/lib/group/member";
import type { ReplicationView } from "@/lib/info/view";

export interface VerifyInput {
  readonly after: Sketch;
  /** Whose outcome it is: this one must answer. */
  readonly subject: InstanceId;
  /** The primary that was given up for lost; null where none was. */
  readonly lost: InstanceId | null;
  /** Replicas whose links must be up. */
  readonly linked: ReadonlySet<InstanceId>;
  /** All members' newest views; null where one does not answer. */
  readonly views: ReadonlyMap<InstanceId, ReplicationView | null>;
  readonly resolve: Resolve;
  readonly nameOf: (instance: InstanceId) => string;
}

export interface Verdict {
  /** What does not hold, one sentence each; empty: all is as planned. */
  readonly problems: readonly string[];
  readonly linksUp: number;
  readonly linksWanted: number;
}

/**
 * Compares what the instances say with the picture the plan promised: its primaries and no others, each writable,
 * and every link that must be up is up to the upstream it should have.
 */
export function judgeOutcome(input: VerifyInput): Verdict {
  const problems = [...rolesWrong(input)];
  let linksUp = 0;
  for (const replica of input.linked) {
    const problem = linkWrong(input, replica);
    if (problem === null) linksUp += 1;
    else problems.push(problem);
  }
  return { problems, linksUp, linksWanted: input.linked.size };
}

function* rolesWrong({ after, subject, lost, linked, views, nameOf }: VerifyInput): Generator<string> {
  const needed = new Set([subject, ...[...linked].map((replica) => rootOf(after, replica))]);
  for (const { instance, role } of after) {
    const view = views.get(instance) ?? null;
    if (view === null) {
      if (needed.has(instance)) yield `${nameOf(instance)} does not answer.`;
    } else if (role === "primary" && instance !== lost) {
      if (view.role !== "primary") yield `${nameOf(instance)} is not a primary.`;
      else if (view.failover !== null && view.failover !== "none")
        yield `A failover is still under way on ${nameOf(instance)}.`;
    } else if (view.role === "primary") yield `${nameOf(instance)} is a primary too.`;
  }
}

function linkWrong({ after, views, resolve, nameOf }: VerifyInput, replica: InstanceId): string | null {
  const upstream = after.find((one) => one.instance === replica)?.upstream ?? null;
  const view = views.get(replica) ?? null;
  if (view === null) return `${nameOf(replica)} does not answer.`;
  if (view.following === null) return `${nameOf(replica)} follows nobody.`;
  if (upstream !== null && resolve(view.following.upstream) !== upstream)
    return `${nameOf(replica)} does not follow ${nameOf(upstream)}.`;
  return view.following.linkUp ? null : `The link of ${nameOf(replica)} is not up.`;
}

/** The primary at the top of an instance's chain in the sketch; null where the chain has no such end. */
export function rootOf(after: Sketch, instance: InstanceId): InstanceId | null {
  let current: InstanceId | null = instance;
  for (let hops = 0; current !== null && hops <= after.length; hops += 1) {
    const entry: Sketch[number] | undefined = after.find((one) => one.instance === current);
    if (entry?.role === "primary") return entry.instance;
    current = entry?.upstream ?? null;
  }
  return null;
}

/** Replicas that have not reached the offset their primary had when it was sampled, as sentences. */
export function offsetsBehind(
  { after, linked, views, nameOf }: VerifyInput,
  sampled: ReadonlyMap<InstanceId, { readonly replid: string; readonly offset: number }>,
): string[] {
  return [...linked].flatMap((replica) => {
    const root = rootOf(after, replica);
    const mark = root === null ? undefined : sampled.get(root);
    const view = views.get(replica) ?? null;
    if (mark === undefined || view === null) return [];
    if (view.replid !== mark.replid) return [`${nameOf(replica)} is on another history than its primary.`];
    return view.offset >= mark.offset ? [] : [`${nameOf(replica)} has not reached its primary's offset.`];
  });
}
