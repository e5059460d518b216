import type { ReadRouter, RouterOptions } from "./public";
import { Router } from "./router";

export * from "./public";

/**
 * Begins to look at the group of these seeds; `ready()` says when it is known. Nothing is thrown for servers that cannot be reached.
 * @throws TypeError for options that cannot be meant
 */
export const createReadRouter = (options: RouterOptions): ReadRouter => new Router(options);
