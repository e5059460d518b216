/** A version below which a known advisory applies. */
export interface Floor {
  /** The package, as npm names it; every installed copy of it, nested ones too. */
  readonly name: string;
  /** The first version that has the fix. */
  readonly least: string;
  readonly advisory: string;
  /** What could be done to us below it. */
  readonly harm: string;
}

/** One row for each floor, the highest advisory that counts first. Raising a version never needs a change here. */
export const floors: readonly Floor[] = [
  {
    name: "next",
    least: "16.2.6",
    advisory: "CVE-2026-44578, CVE-2025-29927",
    harm: "requests of ours to other hosts by an upgrade, checks in middleware passed by",
  },
  {
    name: "react",
    least: "19.2.6",
    advisory: "CVE-2025-55182, CVE-2026-23870",
    harm: "code run by a request to a server function; a server that ends",
  },
  { name: "react-dom", least: "19.2.6", advisory: "CVE-2025-55182", harm: "the same" },
  { name: "socket.io", least: "4.6.2", advisory: "CVE-2024-38355", harm: "a packet ends the process" },
  {
    name: "socket.io-parser",
    least: "4.2.6",
    advisory: "CVE-2023-32695; a limit to binary attachments",
    harm: "a packet ends the process; attachments are gathered without a bound",
  },
  {
    name: "engine.io",
    least: "6.4.2",
    advisory: "CVE-2023-31125, CVE-2022-21676",
    harm: "a request ends the process",
  },
  { name: "ws", least: "8.17.1", advisory: "CVE-2024-37890", harm: "a header flood ends the process" },
  {
    name: "hono",
    least: "4.12.21",
    advisory: "CVE-2026-44456, CVE-2026-47674, CVE-2026-47676",
    harm: "bodies beyond the limit; addresses that pass a check of addresses; paths that pass one of paths",
  },
  { name: "cookie", least: "0.7.0", advisory: "CVE-2024-47764", harm: "a cookie's name that holds more" },
  { name: "nanoid", least: "3.3.8", advisory: "CVE-2024-55565", harm: "ids that can be foretold" },
  { name: "postcss", least: "8.4.31", advisory: "CVE-2023-44270", harm: "a comment read as style" },
  { name: "yaml", least: "2.2.2", advisory: "CVE-2023-2251", harm: "a settings file ends the process" },
  { name: "semver", least: "7.5.2", advisory: "CVE-2022-25883", harm: "a range that takes for ever" },
  { name: "immer", least: "9.0.6", advisory: "CVE-2021-23436", harm: "prototypes changed by a path" },
  { name: "d3-color", least: "3.1.0", advisory: "GHSA-36jr-mh4h-2g58", harm: "a colour that takes for ever" },
  {
    name: "xmlhttprequest-ssl",
    least: "1.6.2",
    advisory: "CVE-2021-31597, CVE-2020-28502",
    harm: "certificates not looked at",
  },
  { name: "sharp", least: "0.32.6", advisory: "CVE-2023-4863", harm: "code run by an image" },
  { name: "esbuild", least: "0.25.0", advisory: "GHSA-67mh-4wv8-2f99", harm: "sources read by a page" },
  {
    name: "node",
    least: "24.13.0",
    advisory: "CVE-2025-59465, CVE-2025-55131",
    harm: "a frame ends the process; memory that is given out uncleared",
  },
];

/** Of SQLite, as better-sqlite3 compiled it in: below it, several connections to one WAL could damage the store. */
export const leastSqlite = "3.51.3";
