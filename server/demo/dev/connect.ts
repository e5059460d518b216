import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { DemoState, type Fault, Problem } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { Demo } from "@/server/ports";

/** The servers of a demo that another process holds and lends at the Unix socket `path` with `exposeDemo`. */
export function connectDemo(path: string): Demo {
  const ask = async (method: "GET" | "POST", at: string, body?: Fault): Promise<DemoState> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ socketPath: path, method, path: at }, resolve)
        .once("error", reject)
        .end(body && JSON.stringify(body));
    });
    const answer = await json(response);
    if (response.statusCode === 200) return DemoState.parse(answer);
    const { status, code, title, detail } = Problem.parse(answer);
    throw new ProblemError(status, code, title, detail);
  };
  return {
    state: () => ask("GET", "/"),
    inject: (fault) => ask("POST", "/faults", fault),
  };
}
