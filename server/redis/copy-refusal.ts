import type { Socket } from "node:net";
import { type CopyFault, copyFault } from "./copy-fault";
import { errorCode, fromGreeting, fromSocketError } from "./failure";
import { errorLine, inLatin1 } from "./reply";

const causes: ReadonlyMap<string, string> = new Map([
  ["NOMASTERLINK", "It has no link to its upstream, and gives no copy without one."],
  ["LOADING", "It is loading its data set."],
  ["MASTERDOWN", "It has no link to its upstream, and answers nothing without one."],
]);

/** What an error line in place of a reply means. @param password what the connection was told */
export function refusal(line: string, password: string | null): CopyFault {
  const message = errorLine(line.slice(1), inLatin1(password));
  const code = errorCode(message);
  if (code === "NOPERM")
    return copyFault(
      "not-allowed",
      "The backups' user may not copy a data set: it needs +psync and +replconf.",
    );
  const greeting = fromGreeting(message);
  if (greeting !== null) return copyFault("unreachable", greeting.detail);
  return copyFault("refused", causes.get(code ?? "") ?? `It refused: ${message}`);
}

/** Watches a socket for its error. @returns what that error was, once there is one */
export function connectionFault(socket: Socket, isTls: boolean): () => CopyFault | null {
  let fault: CopyFault | null = null;
  let connected = false;
  socket.once(isTls ? "secureConnect" : "connect", () => {
    connected = true;
  });
  socket.on("error", (error) => {
    fault ??= connected ? null : copyFault("unreachable", fromSocketError(error, isTls).detail);
  });
  return () => fault;
}
