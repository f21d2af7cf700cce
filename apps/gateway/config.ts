import { existsSync, readFileSync } from "node:fs";
import type { z } from "zod";
import { type Config, type Setting, settings } from "./settings.ts";

/** Variable that names the configuration file. */
const fileVariable = "MDI_CONFIG";
const defaultFile = "mdinference.json";
const entries = Object.entries(settings) as [keyof Config, Setting<Config[keyof Config]>][];

/** Thrown when a setting is wrong: the start stops with this sentence. */
export class ConfigError extends Error {
	/** Lists every setting that is wrong. */
	constructor(complaints: readonly string[], options?: ErrorOptions) {
		super(complaints.join("\n"), options);
		this.name = "ConfigError";
	}
}

/**
 * Reads the configuration: the environment, then the optional file, then the defaults.
 *
 * @param env environment variables
 * @throws {ConfigError} naming each wrong setting, where it was set, and what would be right
 *
 * @example
 * ```ts
 * const config = readConfig({ PORT: "9000" });
 * console.assert(config.port === 9000);
 * ```
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
	const file = readFile(env[fileVariable]);
	const complaints = [...unknownVariables(env), ...unknownKeys(file)];
	const config: Partial<Record<keyof Config, unknown>> = {};
	for (const [key, { env: variable, schema }] of entries) {
		const fromEnvironment = env[variable] === "" ? undefined : env[variable];
		const result = schema.safeParse(fromEnvironment ?? file.values[key]);
		if (result.success) config[key] = result.data;
		else
			complaints.push(
				complaint(fromEnvironment === undefined ? `${key} in ${file.name}` : variable, result.error),
			);
	}
	if (complaints.length > 0) throw new ConfigError(complaints);
	return config as Config;
}

/** What `--help` prints: every setting, its default and what it does. */
export function configHelp(): string {
	const rows = entries.map(([key, { env, about, schema, byDefault }]) => {
		const value = byDefault ?? schema.parse(undefined) ?? "none";
		const shown = typeof value === "object" ? JSON.stringify(value) : value;
		return `  ${env.padEnd(16)} ${about}\n  ${" ".repeat(16)} default: ${shown}; in the file: "${key}"`;
	});
	return [
		"The MDInference gateway. It is configured by environment variables:",
		"",
		...rows,
		`  ${fileVariable.padEnd(16)} JSON file with any of these settings`,
		`  ${" ".repeat(16)} default: ${defaultFile} in the current folder, if it is there`,
	].join("\n");
}

interface ConfigFile {
	name: string;
	values: Readonly<Record<string, unknown>>;
}

function readFile(named: string | undefined): ConfigFile {
	const name = named || defaultFile;
	if (!named && !existsSync(name)) return { name, values: {} };
	try {
		const values: unknown = JSON.parse(readFileSync(name, "utf8"));
		if (typeof values === "object" && values !== null && !Array.isArray(values)) {
			return { name, values: values as Record<string, unknown> };
		}
	} catch (cause) {
		throw new ConfigError([`The configuration file ${name} cannot be read: ${(cause as Error).message}`], {
			cause,
		});
	}
	throw new ConfigError([
		`The configuration file ${name} must hold one JSON object, such as {"port": 8787}.`,
	]);
}

function unknownKeys({ name, values }: ConfigFile): string[] {
	const known = new Set<string>(entries.map(([key]) => key));
	return Object.keys(values)
		.filter((key) => !known.has(key))
		.map((key) => `${name} sets "${key}", which is no setting; there are: ${[...known].join(", ")}.`);
}

/** What other programs of the workspace read, and may be set where the gateway starts. */
const variablesOfTools = ["MDI_PYTHON", "MDI_TRACES"];

function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
	const known = [fileVariable, ...entries.map(([, setting]) => setting.env)];
	const allowed = new Set([...known, ...variablesOfTools]);
	return Object.keys(env)
		.filter((variable) => variable.startsWith("MDI_") && !allowed.has(variable))
		.map((variable) => `${variable} is no setting; there are: ${[...known].join(", ")}.`);
}

function complaint(where: string, error: z.ZodError): string {
	return `${where} is wrong: ${error.issues.map(({ message }) => message).join("; ")}.`;
}
