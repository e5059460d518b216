import type { Guide } from "@/lib/contract";
import { formatRate } from "@/lib/format";
import { withReplicas, withSentinels } from "@/lib/guide/adjust";
import { shared } from "@/lib/guide/compact";
import { differencesOf } from "@/lib/guide/differences";
import { type GuideFile, guideFiles } from "@/lib/guide/files";
import { type GuideField, type GuideForm, readForm } from "@/lib/guide/form";
import { formOf, observedGuide } from "@/lib/guide/observed";
import { remarksOf } from "@/lib/guide/remarks";
import { placeholders } from "@/lib/guide/secrets";
import { measureRate } from "@/server/guide/measure";
import { makeSecrets } from "@/server/guide/secrets";
import type { Fleet } from "@/server/ports";
import { loadSettings } from "@/server/settings";
import { seedGroups } from "@/server/settings/seeds";
import { writeFiles } from "./config-write";
import { lookOnce } from "./once";
import { say } from "./say";

export interface ConfigFlags {
  /** How long writes are watched. */
  readonly measureMs: number;
  /** What is said instead of what is seen. */
  readonly said: Partial<Record<GuideField, string>>;
  readonly sentinels?: number;
  readonly replicas?: number;
  readonly generatePasswords: boolean;
  /** A folder for the files; left out: they are printed. */
  readonly out?: string;
  readonly force: boolean;
  readonly json: boolean;
}

/**
 * Finds the group an instance belongs to, measures how fast it is written to, and says which settings fall short and what the
 * files of the group should be. Sends nothing that changes anything.
 * @returns 0; 1 when its primary could not be reached; 2 when what was said or seen makes no set-up.
 */
export async function config(url: string, flags: ConfigFlags): Promise<number> {
  const settings = loadSettings({ env: process.env, cwd: process.cwd(), flags: {}, seeds: [] });
  return lookOnce(seedGroups([url]), settings, async (fleet) => {
    const [group] = fleet.groups();
    if (group === undefined || group.primary === null) {
      say(
        "No primary was reached. Where a password is needed, it goes into the address: redis://user:password@host:6379",
      );
      return 1;
    }
    return advise(fleet, group.id, flags);
  });
}

async function advise(fleet: Fleet, id: string, flags: ConfigFlags): Promise<number> {
  const rate = flags.said.rate === undefined ? await measureRate(fleet, id, flags.measureMs) : null;
  const reader = fleet.users(id).poller;
  const guide = observedGuide({ group: await fleet.refresh(id), members: fleet.members(id), rate, reader });
  const form = readForm(adjusted(named(guide), flags));
  if (!form.ok) {
    for (const [field, problem] of Object.entries(form.error)) say(`${field}: ${problem}`);
    return 2;
  }
  const facts = form.value;
  const files = guideFiles(facts, flags.generatePasswords ? makeSecrets() : placeholders);
  const differences = differencesOf(facts, guide.settings);
  const remarks = remarksOf(facts);
  if (flags.json) {
    say(JSON.stringify({ observed: guide, differences, remarks, files }));
    return 0;
  }
  const known = facts.writeBytesPerSecond;
  const seen =
    rate !== null
      ? `${formatRate(rate.bytesPerSecond)} (${rate.seen})`
      : known === null
        ? "not known"
        : `${formatRate(known)} (as said)`;
  say(`Group ${guide.name}: ${guide.settings.length} instances, write rate ${seen}.`);
  say(differences.length === 0 ? "No setting falls short." : "What falls short:");
  for (const { instances, setting, now, advised, command } of shared(differences)) {
    say(`  ${setting}: now ${now}, advised ${advised}, on ${instances.join(", ")}`);
    if (command !== null) say(`      ${command}`);
  }
  for (const { text } of remarks) say(`Note: ${text}`);
  if (flags.out === undefined) print(files);
  else {
    writeFiles(flags.out, files, flags.force);
    say(`${files.length} files are in ${flags.out}:`);
    for (const { name, for: whom } of files) say(`  ${name}  for ${whom}`);
  }
  return 0;
}

/** What Sentinel calls the group; where there is none, the group has no name yet but that of an address. */
const named = (guide: Guide): GuideForm => ({
  ...formOf(guide),
  ...(guide.sentinel === null && { name: "group" }),
});

/** The group's own facts, and over them what was said. */
function adjusted(seen: GuideForm, { said, replicas, sentinels }: ConfigFlags): GuideForm {
  const form = { ...seen, ...said };
  const counted = replicas === undefined ? form : withReplicas(form, replicas);
  return sentinels === undefined
    ? counted
    : { ...withSentinels(counted, sentinels), quorum: said.quorum ?? "" };
}

function print(files: readonly GuideFile[]): void {
  for (const { name, for: whom, text } of files) {
    say("");
    say(`==> ${name}, for ${whom}`);
    for (const line of text.trimEnd().split("\n")) say(line);
  }
}
