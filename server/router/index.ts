import type { CreateReadRouter } from "./public";
import { Router } from "./router";

export * from "./public";

export const createReadRouter: CreateReadRouter = (options) => new Router(options);
