import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Prepares what training needs (Python with its packages, the pictures), then hands over to train/main.py with the
 * arguments as they are. `MDI_PYTHON` names an interpreter that has the packages already.
 */
const here = import.meta.dirname;
const cache = join(here, ".cache");

/** The sets: how many pictures, and at which sizes. Seed 1 and severity 0.5, as the manifests say. */
const SETS = [
	["test", 10_000, "test", [24, 32, 48, 64]],
	["validation", 5_000, "validation", [24, 32, 48, 64]],
	["train", 200_000, "train-64", [64]],
] as const;

/** Pictures for each named shift: the model cards' second table. */
const SHIFTED = 1_000;

makePictures();
process.exitCode =
	spawnSync(python(), [join(here, "train", "main.py"), ...process.argv.slice(2)], {
		stdio: "inherit",
	}).status ?? 1;

function makePictures(): void {
	mkdirSync(cache, { recursive: true });
	for (const [split, count, name, sizes] of SETS) {
		generate(name, sizes, ["--count", String(count), "--split", split]);
	}
	for (const shift of ["blur", "lowlight", "handwriting", "occlusion", "contrast"]) {
		generate(
			`test-${shift}`,
			[24, 32, 48, 64],
			["--count", String(SHIFTED), "--split", "test", "--shift", shift],
		);
	}
}

/** Makes a set unless it is there; a set whose making was stopped has no finished mark and is made again. */
function generate(name: string, sizes: readonly number[], rest: string[]): void {
	const mark = join(cache, `${name}.made`);
	if (existsSync(mark)) return;
	const size = sizes.flatMap((side) => ["--size", String(side)]);
	const out = ["--out", join(cache, `${name}.bin`)];
	execFileSync(process.execPath, [...process.execArgv, join(here, "generate.ts"), ...rest, ...size, ...out], {
		stdio: "inherit",
	});
	writeFileSync(mark, "");
}

function python(): string {
	if (process.env.MDI_PYTHON) return process.env.MDI_PYTHON;
	const environment = join(here, ".venv");
	const interpreter = join(environment, "bin", "python");
	if (!existsSync(interpreter)) {
		execFileSync("python3", ["-m", "venv", environment], { stdio: "inherit" });
		const packages = ["-m", "pip", "install", "--requirement", join(here, "train", "requirements.txt")];
		execFileSync(interpreter, packages, { stdio: "inherit" });
	}
	return interpreter;
}
