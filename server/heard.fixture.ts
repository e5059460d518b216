import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Answer } from "./tidemark.fixture";

/** Something that Tidemark said or kept, and where. */
export interface Heard {
  readonly where: string;
  readonly bytes: string | Uint8Array;
}

/** Gathers what a Tidemark says, byte for byte. */
export function createEar() {
  const said: Heard[] = [];
  const add = (where: string, bytes: string): void => void said.push({ where, bytes });
  return {
    said,
    /** For `StartOptions.logTo`. */
    logTo: { write: (line: string) => add("log", line) },
    frame: (bytes: unknown) => add("frame", String(bytes)),
    /** Keeps an answer, head and body, and hands it on. */
    async answer(what: string, coming: Promise<Answer>): Promise<Answer> {
      const answer = await coming;
      add(`answer to ${what}`, `${answer.status} ${JSON.stringify(answer.headers)}\n${answer.text}`);
      return answer;
    },
    of: (channel: string) => said.filter(({ where }) => where.startsWith(channel)),
  };
}

/** Every row of the store in `dataDir`, table by table, and every byte of every file that lies there. */
export function keptIn(dataDir: string): { tables: Heard[]; files: Heard[] } {
  const store = new Database(join(dataDir, "tidemark.db"), { readonly: true });
  try {
    const names = store.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
    const tables = names.map((name) => ({
      where: `table ${name}`,
      bytes: JSON.stringify(store.prepare(`select * from "${name}"`).all()),
    }));
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => ({ where: `file ${path.slice(dataDir.length + 1)}`, bytes: readFileSync(path) }));
    return { tables, files };
  } finally {
    store.close();
  }
}
