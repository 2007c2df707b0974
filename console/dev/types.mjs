// Writes src/api/schema.d.ts from the server's OpenAPI description; with --check, fails when it has drifted.
// The description is made by the package itself, without starting a server; PYTHON names another interpreter.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const target = fileURLToPath(new URL("../src/api/schema.d.ts", import.meta.url));
const venv = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
const python = process.env.PYTHON ?? (existsSync(venv) ? venv : "python3");
const script = "import json; from redshank.cli.docs.api import description; print(json.dumps(description()))";

const described = execFileSync(python, ["-c", script], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
const header = "// Made by `npm run types` from the server's OpenAPI description. Do not edit.\n\n";
const types = header + astToString(await openapiTS(JSON.parse(described)));

if (!process.argv.includes("--check")) {
  writeFileSync(target, types);
} else if (readFileSync(target, "utf8") !== types) {
  console.error("src/api/schema.d.ts has drifted from the API: run `npm run types` and mend what no longer fits.");
  process.exit(1);
}
