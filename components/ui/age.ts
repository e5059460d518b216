import { formatSeconds } from "@/lib/format";

/** An age that counts up: whole seconds, `7 s`, then as every other duration. A tenth would only flicker. */
export const formatAge = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 10 ? `${whole}\u00a0s` : formatSeconds(whole);
};
