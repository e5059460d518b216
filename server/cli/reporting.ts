import { DemoError } from "@/server/demo/error";
import { reportText } from "@/server/error-report";
import { ProblemError } from "@/server/errors";
import { SettingsError } from "@/server/settings";
import { printable } from "./say";

/**
 * Runs a command and ends the process with its exit code, at once: Next's development server leaves timers behind
 * that would keep the process alive. What a person can put right is said in plain lines;
 * anything else keeps its stack. Exit code 2: the settings cannot be used.
 */
export async function reporting(command: () => Promise<number>): Promise<void> {
  const code = await exitCodeOf(command);
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(code);
}

/** Once all that was said has left: what a reader of a pipe has not taken yet would go with the process. A reader who is gone counts as done. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.once("error", () => resolve());
    stream.write("", () => resolve());
  });

async function exitCodeOf(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof SettingsError) {
      for (const line of error.lines) console.error(printable(line));
      return 2;
    }
    if (error instanceof ProblemError) console.error(printable(`${error.title}: ${error.detail}`));
    else console.error(error instanceof DemoError ? error.message : reportText(error));
    return 1;
  }
}
