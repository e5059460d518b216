import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { waitFor } from "@/server/testing/wait-for";
import { type Faults, first } from "./stage.fixture";

const PASSWORD = "one-of-many";
const login = { username: null, password: PASSWORD };

export const loginFaults: Faults<"login-refused"> = {
  "login-refused": {
    when: "a replica has lost its password for the primary, until it has it again",
    beside: ["link-down", "syncing"],
    afterwards: ["link-down", "syncing"],
    // 6.0 does not count whom it refuses.
    on: (matrix) => matrix.find(({ version }) => Number.parseInt(version, 10) >= 7) ?? null,
    async prepare(stage) {
      const group = await stage.group(1);
      const replica = first(group);
      for (const server of group.all)
        await ask(server, [
          ["CONFIG", "SET", "masterauth", PASSWORD],
          ["CONFIG", "SET", "requirepass", PASSWORD],
        ]);
      return {
        watched: group.all,
        password: PASSWORD,
        instance: idAt(replica),
        async cause() {
          await stage.lookAnew();
          await ask(
            replica,
            [
              ["CONFIG", "SET", "masterauth", ""],
              ["CLIENT", "KILL", "TYPE", "master"],
            ],
            { login },
          );
          await waitFor("it was refused ten times", async () => {
            const info = String(await ask(group.primary, [["INFO", "errorstats"]], { login }));
            return Number(/errorstat_NOAUTH:count=(\d+)/.exec(info)?.[1]) >= 10;
          });
          await stage.lookAnew();
        },
        mend: () => ask(replica, [["CONFIG", "SET", "masterauth", PASSWORD]], { login }),
      };
    },
  },
};
