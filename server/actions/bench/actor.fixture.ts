import { openBench } from "./bench.fixture";

/**
 * A Tidemark of its own that promotes one instance, to be killed on the way: `TIDEMARK_FAILPOINT` says where.
 * Its argument is `{ servers, dataDir, target }` as JSON.
 */
const { servers, dataDir, target } = JSON.parse(process.argv[2] ?? "{}");
const bench = await openBench({ servers, dataDir });
const { run } = await bench.run({ action: "promote", instance: target });
process.stdout.write(`${run.state}\n`);
await bench.close();
