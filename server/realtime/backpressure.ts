import type { Socket } from "socket.io";

/** What may wait for one reader before it is dropped; it gets a fresh snapshot when it comes back. */
const maxWaitingBytes = 1_000_000;

/**
 * Drops a page that does not read. While the transport is writing, engine.io queues what comes without a bound;
 * this counts the queue and cuts the connection above 1 MB. A single message may be larger: that of a group of a
 * thousand instances is.
 */
export function dropSlowReader(socket: Socket, dropped: (waitingBytes: number) => void): void {
  const connection = socket.conn;
  let [bytes, messages, cut] = [0, 0, false];
  connection.on("packetCreate", (packet: unknown) => {
    bytes += sizeOf(packet);
    messages += 1;
    if (cut || connection.transport.writable || messages < 2 || bytes <= maxWaitingBytes) return;
    cut = true;
    dropped(bytes);
    // A polite close would wait behind the queue that does not drain, and keep it in memory meanwhile.
    connection.request.socket.destroy();
  });
  connection.on("flush", () => {
    [bytes, messages] = [0, 0];
  });
}

function sizeOf(packet: unknown): number {
  if (typeof packet !== "object" || packet === null || !("data" in packet)) return 0;
  if (typeof packet.data === "string") return Buffer.byteLength(packet.data);
  return packet.data instanceof Uint8Array ? packet.data.byteLength : 0;
}
