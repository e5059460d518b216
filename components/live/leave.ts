import { withBase } from "./base";

/** Goes to a path of ours as to a new page, so that nothing of what was known before stays in memory. */
export const leaveTo = (path: string): void => location.assign(withBase(path));
