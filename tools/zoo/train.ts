import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { positive, runCommand } from "./command.ts";

const help = `Trains and publishes the starter models: makes the pictures and a virtual environment of Python where they are
missing, trains, exports, measures. It can be stopped, and goes on at the last whole epoch.

  npx nx run zoo:train -- --only characters-pico --only characters-nano

  --only NAME    a model of train/ladder.py; may be given several times (all)
  --threads N    threads of PyTorch (2, which the published weights were trained with; the three smallest are
                 trained with one, whatever is said here)
  --export-only  publishes what is trained already
  --published    publishes again with the weights of the ONNX files in data/zoo, for when nothing trained is left; not
                 the models in 8 bits, which are made with training pictures
  --runs N       timed runs of each model at the end, for its card (300)

  MDI_PYTHON     an interpreter that has the packages of train/requirements.txt, instead of a virtual environment
`;

const options = {
	only: { type: "string", multiple: true },
	threads: { type: "string" },
	"export-only": { type: "boolean", default: false },
	published: { type: "boolean", default: false },
	runs: { type: "string", default: "300" },
} as const;

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

await runCommand({
	name: "zoo:train",
	help,
	options,
	async run({ only = [], threads, published, runs, ...rest }) {
		positive("runs", runs);
		const main = [
			join(here, "train", "main.py"),
			...only.flatMap((name) => ["--only", name]),
			...(threads === undefined ? [] : ["--threads", String(positive("threads", threads))]),
			...(published ? ["--published"] : []),
			...(rest["export-only"] ? ["--export-only"] : []),
		];
		const interpreter = python();
		// What cannot be done is said before the pictures are made, which takes minutes.
		execFileSync(interpreter, [...main, "--check"], { stdio: "inherit" });
		makePictures(published);
		execFileSync(interpreter, main, { stdio: "inherit" });
		const models = only.flatMap((name) => ["--model", name]);
		node("profile.ts", ["--task", "characters", "--write", "--runs", runs, ...models]);
	},
});

/** @param published no training follows: its pictures, which take longest, are not needed */
function makePictures(published: boolean): void {
	mkdirSync(cache, { recursive: true });
	for (const [split, count, name, sizes] of SETS) {
		if (published && split === "train") continue;
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
	node("generate.ts", [...rest, ...size, ...out]);
	writeFileSync(mark, "");
}

/** Runs another command of the zoo, on the repository's models: those are trained here, whatever else is served. */
function node(file: string, args: string[]): void {
	const { MDI_ZOO, ...env } = process.env;
	execFileSync(process.execPath, [...process.execArgv, join(here, file), ...args], { stdio: "inherit", env });
}

function python(): string {
	if (process.env.MDI_PYTHON) return process.env.MDI_PYTHON;
	const environment = join(here, ".venv");
	const interpreter = join(environment, "bin", "python");
	// An installation that was stopped is begun again.
	const mark = join(environment, "installed");
	if (!existsSync(mark)) {
		execFileSync("python3", ["-m", "venv", "--clear", environment], { stdio: "inherit" });
		const packages = ["-m", "pip", "install", "--requirement", join(here, "train", "requirements.txt")];
		execFileSync(interpreter, packages, { stdio: "inherit" });
		writeFileSync(mark, "");
	}
	return interpreter;
}
