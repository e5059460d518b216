#!/usr/bin/env node
import { program } from "./cli/program";

await program.parseAsync();
