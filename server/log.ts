import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from "pino";
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

/** JSON lines on stderr, written before the call returns, so that the last line before a crash is there. */
export const createLogger = (level: Settings["logLevel"], to: DestinationStream = destination(2)): Logger =>
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
    },
    to,
  );
