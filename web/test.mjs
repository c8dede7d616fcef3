// Runs every *.test.ts of src/ and of the rooms' islands on node's own runner, after bundling them to one folder.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { alias, testSources } from "./build.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const out = join(web, "node_modules", ".cache", "anbiao", "tests");
const sources = testSources();

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: sources.map((file) => ({ in: file, out: basename(file, ".ts") })),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  alias,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "error",
});
const built = sources.map((file) => join(out, `${basename(file, ".ts")}.mjs`));
process.exit(spawnSync(process.execPath, ["--test", ...built], { stdio: "inherit" }).status ?? 1);
