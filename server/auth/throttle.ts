import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { ProblemError } from "@/server/errors";

const minute = 60;
/** So many wrong ones of one name from one address, in so many seconds. A person who remembers slowly stays below it. */
const perPair = { points: 8, duration: 15 * minute };
/** Of one address, whatever names it tries. */
const perAddress = { points: 40, duration: 15 * minute };
/** Of one name, from wherever: many addresses guess slowly. Nobody else can lock a person out for longer than this. */
const perName = { points: 60, duration: 60 * minute };

/** Counts wrong sign-ins, in memory: a restart forgets them, and takes longer than the guesses it would allow. */
export interface Throttle {
  /** @throws ProblemError `too-many-attempts` */
  admit(name: string, address: string): Promise<void>;
  /** Counted before the password is looked at, so that a thousand tries at once are not all looked at. */
  succeeded(name: string, address: string): Promise<void>;
}

export function createThrottle(): Throttle {
  const pair = new RateLimiterMemory(perPair);
  const address = new RateLimiterMemory(perAddress);
  const name = new RateLimiterMemory(perName);
  const count = async (limiter: RateLimiterMemory, key: string): Promise<void> => {
    try {
      await limiter.consume(key);
    } catch (refused) {
      if (refused instanceof Error) throw refused;
      throw tooMany(refused);
    }
  };
  const both = (who: string, from: string) => `${who.length}:${who} ${from}`;
  return {
    async admit(who, from) {
      await count(address, from);
      await count(pair, both(who, from));
      await count(name, who);
    },
    async succeeded(who, from) {
      await pair.delete(both(who, from));
      await address.reward(from);
      await name.reward(who);
    },
  };
}

const isRefusal = (value: unknown): value is RateLimiterRes =>
  typeof value === "object" && value !== null && "msBeforeNext" in value;

function tooMany(refusal: unknown): ProblemError {
  const seconds = isRefusal(refusal) ? Math.ceil(refusal.msBeforeNext / 1000) : perPair.duration;
  return new ProblemError(
    429,
    "too-many-attempts",
    "Too many attempts",
    `Try again in ${seconds < minute ? `${seconds} s` : `${Math.ceil(seconds / minute)} min`}.`,
    { retryAfterSeconds: seconds },
  );
}
