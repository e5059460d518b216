import { reportText } from "./error-report";

/**
 * Ends the process on an error that nobody caught, or a promise's, as Node would, but with the stack alone: Node also prints what hangs on
 * an error, and on one of Redis' refusals that is the command with its arguments, passwords among them.
 */
export function reportCrashes(): void {
  process.on("uncaughtException", (problem) => {
    process.stderr.write(`Tidemark has failed, and ends.\n${reportText(problem)}\n`);
    process.exit(1);
  });
}
