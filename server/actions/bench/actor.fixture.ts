import { once } from "node:events";
import { ProblemError } from "@/server/errors";
import { openBench } from "./bench.fixture";

/**
 * A Tidemark of its own that carries out one action, to be killed or stopped on the way: `TIDEMARK_FAILPOINT` says where.
 * Its argument is `{ bench, request, key?, waits? }` as JSON; with `waits` it says "ready" and starts the run when it is
 * told to. Its last line is JSON: how the run ended, or the refusal, and what its log has warned of.
 */
const { bench: options, request, key = null, waits = false } = JSON.parse(process.argv[2] ?? "{}");
const bench = await openBench(options);
const plan = await bench.plan(request);
if (waits) {
  process.stdout.write("ready\n");
  await once(process.stdin, "data");
  process.stdin.destroy();
}
const outcome = await bench.start(plan, key).then(
  async (run) => ({ run: run.id, state: (await bench.ended(run)).state }),
  (problem: unknown) => {
    if (!(problem instanceof ProblemError)) throw problem;
    return { refused: problem.code, busyWith: problem.extra.run ?? null };
  },
);
await bench.close();
const warnings = bench.lines.filter((line) => JSON.parse(line).level >= 40);
process.stdout.write(
  `${JSON.stringify({ ...outcome, shows: bench.fleet.group("orders")?.run ?? null, warnings })}\n`,
);
