/**
 * How much garbage V8 may let lie, for a process that stands beside the databases it watches. By default it takes more
 * room the more the machine has: 430 MiB at 1,000 instances, of which 70 MB are in use. Measured in docs/decisions/0009.
 */
export const heapFlags = ["--max-semi-space-size=8", "--heap-growing-percent=30"];
