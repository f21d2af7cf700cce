import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";

/** What Lighthouse found of one category. */
export interface CategoryFound {
	/** From 0 to 100. */
	score: number;
	/** What took something from the score, most first: title and what was seen. */
	complaints: string[];
}

const LighthouseCategory = z.object({
	score: z.number().min(0).max(1).nullable(),
	auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
});

/** What is read of Lighthouse's result. */
const LighthouseResult = z.object({
	categories: z.object({ performance: LighthouseCategory, accessibility: LighthouseCategory }),
	audits: z.record(
		z.string(),
		z.object({
			title: z.string(),
			score: z.number().nullable(),
			displayValue: z.string().optional(),
			errorMessage: z.string().optional(),
		}),
	),
});

/** What Lighthouse found of the categories that are asked for. */
export interface Found {
	/** How soon there is something to see and to use. */
	performance: CategoryFound;
	/** Whether everybody can use it. */
	accessibility: CategoryFound;
}

type Lighthouse = (url: string, flags: object) => Promise<{ lhr: unknown } | undefined>;

const folder = join(import.meta.dirname, "lighthouse");
const entry = join(folder, "node_modules/lighthouse/core/index.js");

/** Lighthouse could not judge. */
export class NoScoreError extends Error {
	/** Name of this class. */
	override readonly name: string = "NoScoreError";
}

/**
 * Runs Lighthouse with its preset for phones against a browser that runs already.
 *
 * @param url of the page
 * @param port of the browser's DevTools protocol
 * @throws {NoScoreError} where a part of it failed, as it does now and then on a busy machine
 * @throws {z.ZodError} where the result is not one of Lighthouse
 */
export async function runLighthouse(url: string, port: number): Promise<Found> {
	const { default: lighthouse } = (await import(pathToFileURL(entry).href)) as { default: Lighthouse };
	const onlyCategories: (keyof Found)[] = ["performance", "accessibility"];
	const run = await lighthouse(url, { port, onlyCategories, logLevel: "error", output: "json" });
	const result = LighthouseResult.parse(run?.lhr);
	const foundOf = (category: keyof Found): CategoryFound => {
		const { score, auditRefs } = result.categories[category];
		if (score === null) {
			const reasons = Object.values(result.audits).flatMap(({ errorMessage }) => errorMessage ?? []);
			throw new NoScoreError(`No score for ${category}: ${[...new Set(reasons)].join("; ")}`);
		}
		const lossOf = ({ id, weight }: { id: string; weight: number }) =>
			weight * (1 - (result.audits[id]?.score ?? 1));
		const complaints = auditRefs
			.filter((audit) => lossOf(audit) > 0)
			.sort((a, b) => lossOf(b) - lossOf(a))
			.map(({ id }) => [result.audits[id]?.title, result.audits[id]?.displayValue].filter(Boolean).join(" "));
		return { score: Math.round(100 * score), complaints };
	};
	return { performance: foundOf("performance"), accessibility: foundOf("accessibility") };
}

/**
 * Installs Lighthouse in a folder of its own, by the lock that is there: with 201 packages and 185 MB it is no dependency of
 * the workspace, of which everybody would have to wait for it.
 *
 * @returns whether it had to be installed
 * @throws {Error} where npm fails
 */
export async function installLighthouse(): Promise<boolean> {
	if (existsSync(entry)) return false;
	const child = spawn("npm", ["ci", "--workspaces=false", "--ignore-scripts", "--no-audit", "--no-fund"], {
		cwd: folder,
		stdio: ["ignore", "ignore", "inherit"],
	});
	const [code] = await once(child, "exit");
	if (code !== 0) throw new Error(`Lighthouse cannot be installed: npm ended with ${code}.`);
	return true;
}
