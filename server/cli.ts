import { program } from "./cli/program";

await program.parseAsync();
