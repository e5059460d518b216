/** Variables that may hold what no program of ours needs to know: keys, passwords, tokens. */
const ours = /^(TIDEMARK|AWS)_/;

/** The environment for a program that we start: without our secrets, since whoever may look at it sees them. */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = { ...env };
  for (const name of Object.keys(kept)) if (ours.test(name)) Reflect.deleteProperty(kept, name);
  return kept;
}
