import { connect, type Socket } from "node:net";
import { encode } from "./commands";

/** Redis' answer in one line, or that none came: the connection ended first. */
export type Line = { readonly said: string } | { readonly lost: string };

/**
 * A connection for commands whose replies are one line each, pipelined, never resent: quicker and plainer than a client
 * library, so that load and observation cost the machine little.
 */
export class LineClient {
  private readonly waiting: ((line: Line) => void)[] = [];
  private text = "";
  private over = false;
  private readonly socket: Socket;

  constructor(host: string, port: number) {
    this.socket = connect({ host, port, noDelay: true });
    this.socket.setEncoding("latin1");
    this.socket.on("data", (chunk) => this.read(String(chunk)));
    this.socket.on("error", (error) => this.end(error.message));
    this.socket.on("close", () => this.end("the connection was closed"));
  }

  get ended(): boolean {
    return this.over;
  }

  /** How many commands wait for their replies. */
  get inFlight(): number {
    return this.waiting.length;
  }

  /** Calls `hear` once, with the reply or its absence. */
  send(words: readonly string[], hear: (line: Line) => void): void {
    if (this.over) {
      hear({ lost: "not connected" });
      return;
    }
    this.waiting.push(hear);
    this.socket.write(encode(words));
  }

  close(): void {
    this.end("closed by us");
  }

  private read(chunk: string): void {
    const lines = (this.text + chunk).split("\r\n");
    this.text = lines.pop() ?? "";
    for (const said of lines) this.waiting.shift()?.({ said });
  }

  private end(lost: string): void {
    if (this.over) return;
    this.over = true;
    this.socket.destroy();
    for (const hear of this.waiting.splice(0)) hear({ lost });
  }
}
