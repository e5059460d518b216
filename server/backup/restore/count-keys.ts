import { formatCount } from "@/lib/format";
import type { Holdings } from "@/lib/info/holdings";
import type { Survey } from "@/lib/rdb";
import { LOOK_EVERY_MS } from "@/server/actions/steps/await";
import { done, failed, type StepContext, type StepEnd, type StepRow } from "@/server/actions/steps/row";
import { readServerSeconds } from "@/server/backup/save-facts";
import { askHoldings } from "./restoring";

const PATIENCE_MS = 5000;

/**
 * What the instance holds that the backup does not say, or the other way round, as sentences; none: they agree. Keys that were over
 * before they were sent are not there; of those that went over since, any number may be gone.
 * @param nowMs the instance's clock, Unix milliseconds, not earlier than it was when it told its holdings
 */
export function compareHoldings(survey: Survey, holdings: Holdings, nowMs: number): string[] {
  const there = new Map(holdings.databases.map((one) => [one.index, one]));
  const known = new Set(survey.databases.map(({ index }) => index));
  const extra = holdings.databases.filter(({ index }) => !known.has(index));
  return [
    ...survey.databases.flatMap(({ index, keys, expires, expired, expiring }) => {
      const gone = expiring.by(nowMs);
      const found = there.get(index) ?? { keys: 0, expires: 0 };
      return [
        ...differs(`db${index}`, "keys", found.keys, keys - expired, gone),
        ...differs(`db${index}`, "keys with an expiry", found.expires, expires - expired, gone),
      ];
    }),
    ...extra.map(
      ({ index, keys }) => `db${index} holds ${formatCount(keys)} keys, and the backup has none there.`,
    ),
    ...(survey.libraries > 0 && holdings.libraries !== survey.libraries
      ? [`It holds ${formatCount(holdings.libraries)} function libraries instead of ${survey.libraries}.`]
      : []),
  ];
}

function differs(where: string, what: string, found: number, most: number, gone: number): string[] {
  if (found <= most && found >= most - gone) return [];
  const range = gone === 0 ? formatCount(most) : `${formatCount(most - gone)} to ${formatCount(most)}`;
  return [`${where} holds ${formatCount(found)} ${what} instead of ${range}.`];
}

async function prove(context: StepContext): Promise<StepEnd> {
  const { restoring } = context.memory;
  const name = context.nameOf(context.step.instance);
  if (restoring === undefined) return failed("What was sent is not known any more.");
  const untilMs = context.now() + PATIENCE_MS;
  for (;;) {
    const holdings = await askHoldings(context.ask);
    const seconds = await readServerSeconds(context.ask);
    const problems =
      holdings === null || seconds === null
        ? [`${name} does not say what it holds.`]
        : compareHoldings(restoring.survey, holdings, seconds * 1000 + 1000);
    if (problems.length === 0)
      return done(`${formatCount(holdings?.keys ?? null)} keys, database by database as in the backup`);
    if (context.now() >= untilMs)
      return failed(`${problems.join(" ")} Somebody else has written to ${name}, or it dropped keys.`);
    await context.wait(LOOK_EVERY_MS);
  }
}

/** No command: what the instance holds, against what the backup was found to hold. */
export const countKeys: StepRow = {
  releases: null,
  cancel: "never",
  long: false,
  deadlineMs: 0,
  prove,
  learn: async () => ({ says: "unclear", text: "what was sent is not known any more." }),
};
