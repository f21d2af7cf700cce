import { execFile, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const places = [
	"google-chrome",
	"google-chrome-stable",
	"chromium",
	"chromium-browser",
	"/snap/bin/chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** There is no Chrome or Chromium here, and none could be installed. */
export class BrowserNotFoundError extends Error {
	/** Name of this class. */
	override readonly name: string = "BrowserNotFoundError";
	/** What was tried, in order. */
	readonly attempts: readonly string[];

	/** Says what was tried and what a person can do. */
	constructor(attempts: readonly string[]) {
		super(
			`No Chrome or Chromium works here. Install one, or set CHROME_PATH to its program. Tried: ${attempts.join("; ")}.`,
		);
		this.attempts = attempts;
	}
}

/** Where to look for a browser. */
export interface FindBrowserOptions {
	/** `CHROME_PATH` and `PATH` are read from here. Default: the process's environment. */
	env?: Readonly<Record<string, string | undefined>>;
	/** Whether to install a browser where there is none. Default: true. */
	install?: boolean;
}

/**
 * The path of a Chrome or Chromium that starts: `CHROME_PATH` if it is set, else an installed one, else one that the
 * system's package manager (as root on Debian and its kin) or Playwright installs now. Says on standard error what it
 * installs, and asks nothing.
 *
 * A program counts only if it answers `--version`: Ubuntu's `chromium` may be a stub that asks for a snap.
 *
 * @throws {BrowserNotFoundError} where all of this fails
 *
 * @example
 * ```ts ignore
 * import { findBrowser } from "@mdinference/browser";
 *
 * console.log(await findBrowser());
 * ```
 */
export async function findBrowser(options: FindBrowserOptions = {}): Promise<string> {
	const { env = process.env, install = true } = options;
	const attempts: string[] = [];
	const firstThatStarts = async (candidates: (string | undefined)[]): Promise<string | undefined> => {
		for (const candidate of candidates) {
			if (candidate === undefined) continue;
			attempts.push(candidate);
			if (await starts(candidate)) return candidate;
		}
		return undefined;
	};
	const installed = async () =>
		firstThatStarts([
			...(await Promise.all(places.map((place) => locate(place, env.PATH ?? "")))),
			await existing(chromium.executablePath()),
		]);

	if (env.CHROME_PATH) {
		const chosen = await firstThatStarts([env.CHROME_PATH]);
		if (chosen !== undefined) return chosen;
		throw new BrowserNotFoundError(attempts);
	}
	const found = await installed();
	if (found !== undefined) return found;
	for (const command of install ? await installers(env.PATH ?? "") : []) {
		attempts.push(command.join(" "));
		process.stderr.write(`No Chrome or Chromium is installed. Running: ${command.join(" ")}\n`);
		if (!(await succeeds(command))) continue;
		const added = await installed();
		if (added !== undefined) return added;
	}
	throw new BrowserNotFoundError(attempts);
}

async function installers(path: string): Promise<string[][]> {
	const isRoot = process.getuid?.() === 0;
	const aptGet = await locate("apt-get", path);
	const playwright = join(
		dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")),
		"cli.js",
	);
	const withDependencies = isRoot ? ["--with-deps"] : [];
	return [
		...(isRoot && aptGet
			? [["sh", "-c", "apt-get update -qq && apt-get install -y --no-install-recommends chromium"]]
			: []),
		[process.execPath, playwright, "install", ...withDependencies, "chromium"],
	];
}

async function locate(program: string, path: string): Promise<string | undefined> {
	if (isAbsolute(program)) return existing(program);
	const paths = path.split(delimiter).filter((folder) => folder !== "");
	const found = await Promise.all(paths.map((folder) => existing(join(folder, program))));
	return found.find((file) => file !== undefined);
}

async function existing(file: string): Promise<string | undefined> {
	return access(file, constants.X_OK).then(
		() => file,
		() => undefined,
	);
}

async function starts(file: string): Promise<boolean> {
	return promisify(execFile)(file, ["--version"], { timeout: 30_000 }).then(
		({ stdout }) => /chrom/i.test(stdout),
		() => false,
	);
}

function succeeds([program, ...args]: string[]): Promise<boolean> {
	return new Promise((resolve) => {
		const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
		spawn(program!, args, { stdio: ["ignore", process.stderr, process.stderr], env })
			.once("error", () => resolve(false))
			.once("exit", (code) => resolve(code === 0));
	});
}
