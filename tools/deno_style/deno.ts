import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const program = createRequire(import.meta.url).resolve("deno/bin.cjs");

/** Runs the Deno that npm installed, without colours. */
export function deno(args: readonly string[], cwd: string): SpawnSyncReturns<string> {
	const env = { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", DENO_NO_PROMPT: "1" };
	return spawnSync(process.execPath, [program, ...args], { cwd, env, encoding: "utf8", maxBuffer: 1e9 });
}
