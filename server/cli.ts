import { program } from "./cli/program";
import { reportCrashes } from "./crash";

reportCrashes();

await program.parseAsync();
