import { connect } from "node:net";
import { expect, test } from "./fixtures";

/** Asks with exactly this target, as no browser would write it. @returns the whole answer */
function ask(origin: string, target: string): Promise<string> {
  const { port, host } = new URL(origin);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), "127.0.0.1", () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("close", () => resolve(text)).on("error", reject);
  });
}

const up = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..%252f", ".%00./"];
const below = ["/", "/_next/", "/_next/static/", "/theme.js/", "/public/"];

test("R13: no address leads out of the files of the page: not up, not by an escape, not to a file of the server", async ({
  demo,
}) => {
  const targets = [
    ...below.flatMap((from) =>
      up.flatMap((one) => [`${from}${one.repeat(12)}etc/passwd`, `${from}${one.repeat(3)}package.json`]),
    ),
    ...["/package.json", "/dist/cli.js", "/server/main.ts", "/.next/BUILD_ID", "/.env", "/.git/config"],
    ...["/_next/server/app-paths-manifest.json", "/_next/static/chunks/../../BUILD_ID", "/_next/BUILD_ID"],
    ...[
      "//etc/passwd",
      "/file:///etc/passwd",
      "file:///etc/passwd",
      "/@fs/etc/passwd",
      "/_next/data/x/../../../package.json",
    ],
  ];
  for (const target of targets) {
    const answer = await ask(demo.origin, target);
    expect(answer, target).toMatch(/^HTTP\/1\.1 (400|404|308|307) /);
    expect(answer, target).not.toMatch(/root:|"devDependencies"|import .* from|\[core\]/);
  }
});

test("R6: the page fetches nothing for anybody: there is no image service that takes addresses", async ({
  demo,
}) => {
  for (const url of [
    "/icon.svg",
    "/theme.js",
    "/api/groups",
    "http://169.254.169.254/latest/meta-data/",
    "//127.0.0.1/",
  ])
    expect(await ask(demo.origin, `/_next/image?w=64&q=75&url=${encodeURIComponent(url)}`), url).toMatch(
      /^HTTP\/1\.1 404 /,
    );
});
