import { ProblemError } from "@/server/errors";
import { SettingsError } from "@/server/settings";

/**
 * Runs a command and ends the process with its exit code. What a person can put right is said in plain lines;
 * anything else keeps its stack. Exit code 2: the settings cannot be used.
 */
export async function reporting(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (error instanceof SettingsError) {
      for (const line of error.lines) console.error(line);
      process.exitCode = 2;
    } else if (error instanceof ProblemError) {
      console.error(`${error.title}: ${error.detail}`);
      process.exitCode = 1;
    } else if (isOneLine(error)) {
      console.error(error.message);
      process.exitCode = 1;
    } else throw error;
  }
}

/** Errors of our own whose message is meant for the user. */
const isOneLine = (error: unknown): error is Error =>
  error instanceof Error && error.constructor.name === "DemoError";
