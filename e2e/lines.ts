import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** What `pattern` captures in the first line of the child's output that it fits. Rejects when the child ends before. */
export function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  const { stdout } = child;
  if (stdout === null) return Promise.reject(new Error("the child's output is not ours to read"));
  // Events, not a loop: leaving a loop would close the pipe under a child that still writes.
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    createInterface({ input: stdout }).on("line", (line) => {
      said.push(line);
      const found = pattern.exec(line);
      if (found !== null) resolve(found[1] ?? found[0]);
    });
    child.once("exit", (code) => reject(new Error(`it ended with code ${code}:\n${said.join("\n")}`)));
  });
}
