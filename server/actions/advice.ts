import type { RunStep } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { parseAddress } from "@/lib/info/address";

/** How redis-cli is told which instance; its login is left to the person. */
function target(instance: InstanceId): string {
  if (instance.startsWith("unix:")) return `-s ${quote(instance.slice("unix:".length))}`;
  const address = parseAddress(instance);
  return address.ok ? `-h ${address.value.host} -p ${address.value.port}` : `-h ${quote(instance)}`;
}

/** A word as a POSIX shell takes it unchanged. */
const quote = (word: string): string =>
  /^[A-Za-z0-9_./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The line a person would type to send `words` to `instance`. */
export const cliLine = (instance: InstanceId, words: readonly string[]): string =>
  `redis-cli ${target(instance)} ${words.map(quote).join(" ")}`;

const AFTER_A_SAVE = "# only after a save there has ended well (rdb_last_bgsave_status:ok):";

/** The lines that would carry out these steps, in their order; null where none of them sends anything. */
export function adviceFor(steps: readonly RunStep[]): string | null {
  const lines = steps.flatMap(({ kind, instance, sentinel, command }) => {
    if (command === null) return [];
    const line = cliLine(sentinel ?? instance, command);
    return kind === "unguard-save" ? [AFTER_A_SAVE, line] : [line];
  });
  return lines.length === 0 ? null : lines.join("\n");
}

const LOOK = "# Nothing is left to be sent. Look at the roles, then plan what is missing, such as an attach:";

/** Where no command is known that would finish a run: the lines that show how its instances stand. */
export const lookAt = (instances: readonly InstanceId[]): string =>
  [LOOK, ...[...new Set(instances)].map((instance) => cliLine(instance, ["ROLE"]))].join("\n");
