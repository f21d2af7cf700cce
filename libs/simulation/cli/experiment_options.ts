import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError } from "../argument.ts";
import { parseModels, parseZooModel, type ZooModel, zooModels } from "../model_profiles.ts";
import type { Network } from "../network.ts";
import { parseNetwork } from "../network_spec.ts";
import { tableThree } from "../published_measurements.ts";
import { drawRequests, type RequestBatch } from "../requests.ts";
import type { SimulatedModel } from "../simulated_model.ts";
import { numberOption } from "./number_option.ts";
import { typedPath } from "./typed_path.ts";

const published = fileURLToPath(new URL("../../../data/paper/published_measurements.json", import.meta.url));

/** The options that every command about requests has, for node:util's parseArgs. */
export const experimentOptions = {
	network: { type: "string", default: "normal:100,50" },
	models: { type: "string", default: "paper" },
	zoo: { type: "string" },
	requests: { type: "string", default: "10000" },
	seed: { type: "string", default: "1" },
	independent: { type: "boolean", default: false },
	propagation: { type: "string", default: "20" },
	interval: { type: "string", default: "1000" },
	help: { type: "boolean", default: false },
} as const;

/** What is drawn of a request and what comes of it are some 150 bytes: 1.5 GB. */
const mostRequests = 10_000_000;

/** What `--help` says of them. */
export const experimentHelp = `  --network NETWORK  times in ms, of both ways together (normal:100,50):
                       normal:MEAN,STD  lognormal:MU,SIGMA  shifted-lognormal:SHIFT,MU,SIGMA
                       samples:FILE     measured times, one a line
                       lte:UP,DOWN      traces in Mahimahi's format
  --independent      each way its own draw, instead of the same for both
  --propagation MS   one way, on top of a trace (20)
  --interval MS      mean time between two requests (1000)
  --models MODELS    paper: the 11 of Table III; paper-all: all 23 of its authors; a folder of manifests with measured
                     times, such as data/zoo/characters; or a JSON file: see below (paper)
  --zoo FOLDER       manifests that say accuracy and size where the file does not
  --requests N       requests for each SLA and policy (10000)
  --seed S           another seed, other requests (1)
`;

/** What `--help` says of files of models. */
export const modelsHelp = `A file of models is {"models": [{"name": "a", "accuracy": 0.7, "meanMs": 9.5, "stdMs": 0.4, "bytes": 26000}]}
or what a gateway answers to GET /v1/tasks/{task}.
`;

/** The options as the command line gave them. */
export interface ExperimentValues {
	network: string;
	models: string;
	zoo?: string | undefined;
	requests: string;
	seed: string;
	independent: boolean;
	propagation: string;
	interval: string;
}

/** What an experiment runs on. */
export interface Experiment {
	/** The network. */
	readonly network: Network;
	/** Whether requests depend on each other: on a trace, and in a queue. */
	readonly correlated: boolean;
	/** The models. */
	readonly models: SimulatedModel[];
	/** The requests: every SLA and every policy meets the same. */
	readonly requests: RequestBatch;
}

/**
 * Reads the files that the options name and draws the requests.
 *
 * @param values from the command line
 * @param options `requestsPerSecond`: arrivals at a queue, independent of each other
 */
export function readExperiment(
	values: ExperimentValues,
	{ requestsPerSecond }: { requestsPerSecond?: number | undefined } = {},
): Experiment {
	const network = parseNetwork(values.network, {
		readFile: (path) => readFileSync(typedPath(path), "utf8"),
		independent: values.independent,
		propagationMs: numberOption("propagation", values.propagation),
	});
	const queued = requestsPerSecond !== undefined;
	return {
		network,
		correlated: queued || values.network.startsWith("lte:"),
		models: readModels(values.models, values.zoo),
		requests: drawRequests(network, {
			count: numberOption("requests", values.requests, { least: 1, most: mostRequests, whole: true }),
			seed: numberOption("seed", values.seed, { least: Number.MIN_SAFE_INTEGER, whole: true }),
			intervalMs: queued
				? 1000 / requestsPerSecond
				: numberOption("interval", values.interval, { least: 1e-6 }),
			poisson: queued,
		}),
	};
}

/** Models by what `--models` says. */
export function readModels(models: string, zoo?: string): SimulatedModel[] {
	const all = () => parseModels(readFileSync(published, "utf8"));
	if (models === "paper-all") return all();
	if (models === "paper") {
		return all().flatMap((model) => {
			const name = tableThree[model.name];
			return name === undefined ? [] : [{ ...model, name }];
		});
	}
	if (statSync(typedPath(models)).isDirectory()) return zooModels(readZoo(models));
	return parseModels(readFileSync(typedPath(models), "utf8"), { zoo: zoo === undefined ? [] : readZoo(zoo) });
}

/** Reads the manifests of a folder. */
export function readZoo(folder: string): ZooModel[] {
	const path = typedPath(folder);
	return readdirSync(path)
		.filter((name) => name.endsWith(".json"))
		.map((name) => parseZooModel(readFileSync(join(path, name), "utf8")));
}

/**
 * The copy on the device by what `--device` says: `NAME:MEAN,STD` of a model of the list, or `NAME:MEAN,STD,ACCURACY`.
 *
 * @throws {InvalidArgumentError} for a model that is not there and has no accuracy
 */
export function readDevice(spec: string, models: readonly SimulatedModel[]): SimulatedModel {
	const colon = spec.lastIndexOf(":");
	const name = spec.slice(0, Math.max(0, colon));
	const [meanMs, stdMs, own] = spec
		.slice(colon + 1)
		.split(",")
		.map((text) => (text === "" ? Number.NaN : Number(text)));
	const accuracy = own ?? models.find((model) => model.name === name)?.accuracy;
	const right =
		meanMs !== undefined && stdMs !== undefined && accuracy !== undefined && meanMs > 0 && stdMs >= 0;
	if (name === "" || !right || !(accuracy >= 0 && accuracy <= 1)) {
		throw new InvalidArgumentError(
			"device",
			spec,
			"NAME:MEAN,STD with a model of --models and its times on the device in ms, or NAME:MEAN,STD,ACCURACY",
		);
	}
	return { name, accuracy, meanMs, stdMs };
}
