import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { Readable } from "node:stream";
import { LOOPBACK, listen } from "@/server/testing/listen";

/** What stands in for an upstream: it sends so much to whoever dials, and closes then, if it is to. */
export class Source {
  readonly host = LOOPBACK;
  readonly sockets = new Set<Socket>();
  dialled = 0;
  readonly #sent = createHash("sha256");

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(bytes: number, { closes = false } = {}): Promise<Source> {
    const server = createServer();
    const source = new Source(server, await listen(server));
    server.on("connection", (socket) => source.#serve(socket, bytes, closes));
    return source;
  }

  /** Of all that was sent. */
  digest(): string {
    return this.#sent.copy().digest("hex");
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }

  #serve(socket: Socket, bytes: number, closes: boolean): void {
    this.dialled += 1;
    this.sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.sockets.delete(socket));
    Readable.from(this.#pieces(bytes)).pipe(socket, { end: closes });
  }

  *#pieces(bytes: number): Generator<Buffer> {
    for (let left = bytes; left > 0; left -= PIECE) {
      const piece = randomBytes(Math.min(PIECE, left));
      this.#sent.update(piece);
      yield piece;
    }
  }
}

const PIECE = 65_536;

/** What stands in for a replica: it takes what comes. */
export class Sink {
  bytes = 0;
  /** Monotonic milliseconds; null: nothing has come yet. */
  firstMs: number | null = null;
  closed = false;
  readonly #taken = createHash("sha256");

  private constructor(readonly socket: Socket) {
    socket.on("data", (chunk) => {
      this.firstMs ??= performance.now();
      this.bytes += chunk.length;
      this.#taken.update(chunk);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
    });
  }

  static async dial(port: number): Promise<Sink> {
    const socket = connect({ host: LOOPBACK, port });
    await once(socket, "connect");
    return new Sink(socket);
  }

  digest(): string {
    return this.#taken.copy().digest("hex");
  }
}
