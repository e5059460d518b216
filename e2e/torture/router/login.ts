const PREFIX = "router-";
/** So many processes of routers there may be. */
export const PROCESSES = 3;

/** Who the routers of one process are: told apart on the wire, so that one process can be cut off and the others not. */
export const loginOf = (process: number) => ({
  username: `${PREFIX}${process}`,
  password: `router-secret-${process}`,
});

export const isRouter = (user: string | null): user is string => user?.startsWith(PREFIX) === true;

/** For the servers: what an application may do that routes by itself, and no more. */
export const routerUsers: readonly string[] = Array.from({ length: PROCESSES }, (_, n) => loginOf(n)).map(
  ({ username, password }) => `${username} on >${password} ~* &* +@all -@admin -@dangerous +info +role`,
);
