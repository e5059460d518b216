import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** A websocket client of bare bytes, for what no well-behaved client does. */
export interface RawClient {
  readonly socket: Socket;
  /** The first line of the answer to the upgrade. */
  readonly status: string;
  /** Whatever came after it, frames as they are. */
  received(): string;
  /** Sends one text frame, masked as RFC 6455 section 5.3 wants it from clients. */
  send(text: string): void;
  sendBytes(bytes: Uint8Array): void;
}

/** Asks for the upgrade with exactly these headers beside those every websocket needs. */
export function openRaw(url: string, headers: Readonly<Record<string, string>>): Promise<RawClient> {
  const { hostname, port, host, pathname } = new URL(url);
  const lines = [
    `GET ${pathname === "/" ? "" : pathname}/live/?EIO=4&transport=websocket HTTP/1.1`,
    ...Object.entries({
      Host: host,
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
    let head = "";
    socket.on("error", reject);
    const read = (chunk: Buffer) => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      socket.off("data", read);
      let received = "";
      socket.on("data", (later: Buffer) => {
        received += later.toString("latin1");
      });
      resolve({
        socket,
        received: () => received,
        status: head.split("\r\n")[0] ?? "",
        send: (text) => void socket.write(frame(Buffer.from(text))),
        sendBytes: (bytes) => void socket.write(bytes),
      });
    };
    socket.on("data", read);
  });
}

function frame(payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const length = payload.length;
  const header =
    length < 126
      ? Buffer.from([0x81, 0x80 | length])
      : Buffer.from([0x81, 0x80 | 126, length >> 8, length & 0xff]);
  const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return Buffer.concat([header, mask, masked]);
}
