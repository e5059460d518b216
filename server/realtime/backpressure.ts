import type { Socket } from "socket.io";

/** What may wait for one reader before it is dropped; it gets a fresh snapshot when it comes back. */
const maxWaitingBytes = 1_000_000;

/**
 * Drops a page that does not read. While the transport is writing, engine.io queues what comes without a bound;
 * this counts the queue and what is on its way, and cuts the connection above 1 MB.
 */
export function dropSlowReader(socket: Socket, dropped: (waitingBytes: number) => void): void {
  const connection = socket.conn;
  let queued = 0;
  let sending = 0;
  connection.on("packetCreate", (packet: unknown) => {
    queued += sizeOf(packet);
    if (queued + sending <= maxWaitingBytes) return;
    dropped(queued + sending);
    // Without waiting for the queue to drain: it does not.
    connection.close(true);
  });
  connection.on("flush", () => {
    sending = queued;
    queued = 0;
  });
  connection.transport.on("drain", () => {
    sending = 0;
  });
}

function sizeOf(packet: unknown): number {
  if (typeof packet !== "object" || packet === null || !("data" in packet)) return 0;
  if (typeof packet.data === "string") return Buffer.byteLength(packet.data);
  return packet.data instanceof Uint8Array ? packet.data.byteLength : 0;
}
