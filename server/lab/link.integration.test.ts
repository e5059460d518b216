import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { LOOPBACK } from "@/server/testing/listen";
import { waitFor } from "@/server/testing/wait-for";
import { fairWeather, LabLink } from "./link";
import { Sink, Source } from "./link-ends.fixture";

const MIB = 1_048_576;
let undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function linkTo(bytes: number, options?: { closes: boolean }): Promise<[LabLink, Source]> {
  const source = await Source.start(bytes, options);
  undo.push(() => source.close());
  const link = await LabLink.start(source);
  undo.push(() => link.close());
  return [link, source];
}

test("a link that is held takes 64 MiB and no more, and hands on every byte of it afterwards", async () => {
  const bytes = 96 * MIB;
  const [link, source] = await linkTo(bytes);
  link.change({ ...fairWeather, paused: true });
  const sink = await Sink.dial(link.port);
  await waitFor("a full link", () => link.underWayBytes >= 64 * MIB);
  expect(link.underWayBytes).toBeLessThan(65 * MIB);
  expect(sink.bytes).toBe(0);
  link.change(fairWeather);
  let most = 0;
  await waitFor("the rest", () => {
    most = Math.max(most, link.underWayBytes);
    return sink.bytes === bytes;
  });
  expect(most).toBeLessThan(65 * MIB);
  expect(link.toReplicaBytes).toBe(bytes);
  expect(sink.digest()).toBe(source.digest());
});

test("a slow link holds a tenth of a second's worth: the rest waits at the upstream", async () => {
  const [link] = await linkTo(8 * MIB);
  link.change({ ...fairWeather, bytesPerSecond: 2 * MIB });
  const sink = await Sink.dial(link.port);
  let most = 0;
  await waitFor("half a mebibyte", () => {
    most = Math.max(most, link.underWayBytes);
    return sink.bytes > MIB / 2;
  });
  expect(most).toBeLessThan(0.1 * 2 * MIB + 65_537);
});

test("what the upstream sent before it closed arrives, late as it is", async () => {
  const [link, source] = await linkTo(300_000, { closes: true });
  link.change({ ...fairWeather, delayMs: 200 });
  const sink = await Sink.dial(link.port);
  await waitFor("the upstream's end", () => source.dialled === 1 && source.sockets.size === 0);
  expect(sink.closed).toBe(false);
  await waitFor("the end", () => sink.closed);
  expect(sink.digest()).toBe(source.digest());
});

test("a held dial reaches the upstream when it is let through, and not before", async () => {
  const [link, source] = await linkTo(10);
  link.change({ ...fairWeather, cut: true });
  const next = link.holdNextDial();
  const refused = await Sink.dial(link.port);
  await waitFor("the refusal", () => refused.closed);
  link.change(fairWeather);
  const sink = await Sink.dial(link.port);
  const dial = await next;
  // Whoever dials meanwhile is not held, so the upstream has had time to hear of both.
  const other = await Sink.dial(link.port);
  await waitFor("the other", () => other.bytes === 10);
  expect([sink.bytes, source.dialled]).toEqual([0, 1]);
  dial.letThrough();
  await waitFor("the bytes", () => sink.bytes === 10);
});

test("once it is closed nothing of it is left: no port, no connection, nobody held", async () => {
  const [link, source] = await linkTo(MIB);
  const sinks = [await Sink.dial(link.port)];
  await waitFor("a connection", () => source.sockets.size === 1);
  void link.holdNextDial();
  sinks.push(await Sink.dial(link.port));
  link.change({ ...fairWeather, paused: true });
  undo = undo.slice(0, -1);
  await link.close();
  await waitFor("all ends", () => sinks.every(({ closed }) => closed) && source.sockets.size === 0);
  expect(link.underWayBytes).toBe(0);
  const why = await new Promise<string>((resolve) => {
    connect({ host: LOOPBACK, port: link.port }).on("error", (error) => resolve(error.message));
  });
  expect(why).toContain("ECONNREFUSED");
});
