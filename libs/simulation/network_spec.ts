import { InvalidArgumentError } from "./argument.ts";
import { type Legs, lognormalNetwork, normalNetwork, samplesNetwork } from "./drawn_network.ts";
import type { Network } from "./network.ts";
import { parseTrace } from "./trace.ts";
import { traceNetwork } from "./trace_network.ts";

const expected =
	"normal:MEAN,STD or lognormal:MU,SIGMA or shifted-lognormal:SHIFT,MU,SIGMA or samples:FILE or lte:UPLINK,DOWNLINK";

/** What a network is made of besides its own numbers. */
export interface NetworkSpecOptions extends Legs {
	/** Reads a file that the network names. */
	readonly readFile: (path: string) => string;
	/** One way on top of a trace, in milliseconds. */
	readonly propagationMs?: number;
}

/**
 * Makes a network from a line such as `normal:100,50` or `lte:driving.up,driving.down`. Times are in milliseconds and mean
 * the whole network time, both ways.
 *
 * @throws {InvalidArgumentError} for a line that names no network
 * @throws {InvalidNetworkError} for parameters that cannot be, {@link InvalidTraceError} for a file that is no trace
 *
 * @example
 * ```ts
 * import { parseNetwork } from "@mdinference/simulation";
 *
 * const readFile = () => "40\n60\n";
 * if (parseNetwork("normal:100,50", { readFile }).name !== "normal 100 ± 50 ms") throw new Error("by its numbers");
 * if (parseNetwork("samples:home.txt", { readFile }).name !== "2 samples") throw new Error("one time a line");
 * ```
 */
export function parseNetwork(spec: string, options: NetworkSpecOptions): Network {
	const { readFile, propagationMs, ...legs } = options;
	const colon = spec.indexOf(":");
	const kind = spec.slice(0, Math.max(0, colon));
	const rest = spec.slice(colon + 1);
	switch (kind) {
		case "normal": {
			const [meanMs, stdMs] = numbers(spec, rest, 2);
			return normalNetwork({ meanMs: meanMs!, stdMs: stdMs!, ...legs });
		}
		case "lognormal": {
			const [mu, sigma] = numbers(spec, rest, 2);
			return lognormalNetwork({ mu: mu!, sigma: sigma!, ...legs });
		}
		case "shifted-lognormal": {
			const [shiftMs, mu, sigma] = numbers(spec, rest, 3);
			return lognormalNetwork({ shiftMs: shiftMs!, mu: mu!, sigma: sigma!, ...legs });
		}
		case "samples":
			return samplesNetwork(parseSamples(readFile(rest)), legs);
		case "lte":
			return lte(spec, rest, options);
		default:
			throw new InvalidArgumentError("network", spec, expected);
	}
}

function lte(spec: string, rest: string, { readFile, propagationMs }: NetworkSpecOptions): Network {
	const [up, down, ...more] = rest.split(",");
	if (!up || !down || more.length > 0) throw new InvalidArgumentError("network", spec, expected);
	return traceNetwork({
		up: parseTrace(readFile(up)),
		down: parseTrace(readFile(down)),
		name: `trace ${fileName(up)}, ${fileName(down)}`,
		...(propagationMs !== undefined && { propagationMs }),
	});
}

/**
 * Reads measured network times: one number a line, in milliseconds.
 *
 * @throws {InvalidArgumentError} naming the line
 */
export function parseSamples(text: string): number[] {
	const lines = text.split("\n").map((line) => line.trim());
	if (lines.at(-1) === "") lines.pop();
	return lines.map((line, index) => {
		const ms = line === "" ? Number.NaN : Number(line);
		if (ms >= 0 && ms < Number.POSITIVE_INFINITY) return ms;
		throw new InvalidArgumentError(
			`line ${index + 1} of the samples`,
			line,
			"a time in milliseconds, 0 or more",
		);
	});
}

function numbers(spec: string, rest: string, count: number): number[] {
	const values = rest.split(",").map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
	if (values.length !== count || values.some(Number.isNaN)) {
		throw new InvalidArgumentError("network", spec, expected);
	}
	return values;
}

function fileName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}
