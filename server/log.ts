import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from "pino";
import { reportOf } from "./error-report";
import type { Settings } from "./settings";

/** Fields that may hold a secret, wherever a log line is given a whole object by mistake. */
const secret = [
  "password",
  "token",
  "key",
  "seeds",
  "auth",
  "masterauth",
  "requirepass",
  "authorization",
  "cookie",
];

/**
 * JSON lines on stderr, written before the call returns, so that the last line before a crash is there.
 * @param hide takes known secrets out of a line
 */
export const createLogger = (
  level: Settings["logLevel"],
  to: DestinationStream = destination(2),
  hide: (line: string) => string = (line) => line,
): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: "(hidden)",
      },
      // pino's own keeps every property of an error, and those of Redis' replies hold the command with its arguments.
      serializers: { err: reportOf },
      hooks: { streamWrite: hide },
    },
    to,
  );
