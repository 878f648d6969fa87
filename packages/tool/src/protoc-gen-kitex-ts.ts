#!/usr/bin/env node
import { buffer } from "node:stream/consumers";
import { answerCompiler } from "./protoc/plugin.ts";

// protoc and buf start this program and talk with it over its standard streams.
void buffer(process.stdin)
  .then((request) => void process.stdout.write(answerCompiler(request, process.cwd())))
  .catch((error: unknown) => {
    process.stderr.write(`protoc-gen-kitex-ts: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
