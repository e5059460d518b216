"use client";
import { useGroup } from "@/components/live/store";
import { StateWordMark } from "@/components/ui/state-pill";
import { Clock } from "@/components/ui/time";
import { Value } from "@/components/ui/value";
import type { GroupSentinel, Sentinel } from "@/lib/contract";
import { formatCount, UNKNOWN } from "@/lib/format";
import { type NameOf, namesOf, viewWords } from "./sentinel-words";

const products = { redis: "Redis", valkey: "Valkey", other: "Version" };

/** Each Sentinel with what it says, and the last failover they made. */
export function SentinelDetails({ groupId }: { groupId: string }) {
  const group = useGroup(groupId, (found) => found);
  const sentinel = group?.sentinel ?? null;
  if (group === null || sentinel === null) return null;
  const nameOf = namesOf(group);
  return (
    <div className="pb-2.5">
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-left">
          <thead>
            <tr className="h-7 text-12 text-fg-3">
              <Head>Sentinel</Head>
              <Head>State</Head>
              <Head>Names</Head>
              <Head from="max-sm:hidden">Holds it to be</Head>
              <Head from="max-md:hidden">Epoch</Head>
              <Head from="max-lg:hidden">Version</Head>
              <Head from="max-md:hidden">Could act</Head>
            </tr>
          </thead>
          <tbody>
            {sentinel.sentinels.map((one) => (
              <Row key={one.address} one={one} primary={group.primary} nameOf={nameOf} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="gutter pt-1.5 text-fg-2">
        <LastFailover sentinel={sentinel} nameOf={nameOf} />
      </p>
    </div>
  );
}

const place = "whitespace-nowrap px-2 first:pl-5 last:w-full last:pr-5 max-sm:first:pl-4";

const Head = ({ children, from = "" }: { children: string; from?: string }) => (
  <th scope="col" className={`${place} font-normal ${from}`}>
    {children}
  </th>
);

function Row({ one, primary, nameOf }: { one: Sentinel; primary: string | null; nameOf: NameOf }) {
  const named = one.primary === null ? (one.primaryAddress ?? UNKNOWN) : nameOf(one.primary);
  const differs = one.elsewhere || (one.primary !== null && primary !== null && one.primary !== primary);
  return (
    <>
      <tr className="h-7">
        <th scope="row" className={`${place} font-normal`}>
          <Value>{one.address}</Value>
        </th>
        <td className={place}>
          {one.reachable ? (
            <StateWordMark state="online">Answers</StateWordMark>
          ) : (
            <StateWordMark state="unreachable">Unreachable</StateWordMark>
          )}
        </td>
        <td className={place}>
          {differs ? (
            <StateWordMark state="link-down">{named}</StateWordMark>
          ) : (
            <span className="live-value">{named}</span>
          )}
        </td>
        <td className={`${place} max-sm:hidden`}>{viewWords(one)}</td>
        <td className={`${place} max-md:hidden`}>
          <Value>{formatCount(one.epoch)}</Value>
        </td>
        <td className={`${place} max-lg:hidden`}>
          {one.version === null || one.product === null ? UNKNOWN : `${products[one.product]} ${one.version}`}
        </td>
        <td className={`${place} max-md:hidden`}>{one.ckquorum?.text ?? UNKNOWN}</td>
      </tr>
      {one.problem !== null && (
        <tr>
          <td colSpan={7} className="px-5 pb-1 text-12 text-fg-3 max-sm:px-4">
            {one.problem}
          </td>
        </tr>
      )}
    </>
  );
}

function LastFailover({ sentinel, nameOf }: { sentinel: GroupSentinel; nameOf: NameOf }) {
  const last = sentinel.lastFailover;
  if (last === null)
    return sentinel.up === 0
      ? "Whether they ever failed it over is not known."
      : "They never failed it over.";
  const to = nameOf(last.to);
  if (last.at === null)
    return `They failed it over before Tidemark began to look, to ${to} (epoch ${formatCount(last.epoch)}).`;
  return (
    <>
      Last failover <Clock at={last.at} />
      {last.from === null ? "" : `, from ${nameOf(last.from)}`} to {to} (epoch {formatCount(last.epoch)}).
    </>
  );
}
