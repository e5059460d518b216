import { env } from "node:process";

/**
 * Test files that run side by side take their servers' ports from shares of their own: a port of a server that was killed,
 * and is to come back, would be free for all others meanwhile. The programs that a test starts inherit its share.
 * VITEST_POOL_ID is the worker's number, from 1 to `maxWorkers`.
 */
env.TIDEMARK_TEST_PORT_SHARE = env.VITEST_POOL_ID;
