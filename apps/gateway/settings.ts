import { availableParallelism, hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { maxSlaMs, sourceName } from "@mdinference/contract";
import type { Experiment, PolicyName } from "@mdinference/controller";
import { z } from "zod";

/** A setting: the environment variable that sets it, what it is, and what it may be. */
export interface Setting<T> {
	/** Name of the environment variable. */
	env: string;
	/** What it does, with its unit. */
	about: string;
	/** Parses the value, and holds the default. */
	schema: z.ZodType<T>;
	/** The default in words, where the schema's own says too little. */
	byDefault?: string;
}

const fromRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, moduleFolder()));

/** Sources lie one level higher than the bundle in `dist`. */
function moduleFolder(): URL {
	return new URL(import.meta.url.endsWith(".ts") ? "." : "..", import.meta.url);
}

/** A number from JSON, or from the text of an environment variable. */
const numeric = z.union([z.number(), z.string().trim().min(1).transform(Number)], "must be a number");
const whole = (minimum: number, maximum: number) => numeric.pipe(z.number().int().min(minimum).max(maximum));
const path = z.string().min(1);

const yesOrNo = z
	.union([z.boolean(), z.enum(["true", "false"])], "must be true or false")
	.transform((value) => value === true || value === "true");

/** Names from JSON, or from the text of an environment variable, between commas. */
function namesOf(value: unknown): unknown {
	if (typeof value !== "string") return value;
	return value.split(",").map((name) => name.trim());
}

/** An object from JSON, or from the text of an environment variable. */
function jsonOf(value: unknown): unknown {
	if (typeof value !== "string") return value;
	try {
		return JSON.parse(value);
	} catch {
		return undefined;
	}
}

/** Every setting of the gateway. The names are the keys of the configuration file. */
export const settings = {
	host: {
		env: "HOST",
		about: "address to listen on; 0.0.0.0 lets phones in the LAN in",
		schema: z.string().min(1).default("127.0.0.1"),
	},
	port: {
		env: "PORT",
		about: "port to listen on; 0 takes a free one",
		schema: whole(0, 65_535).default(8787),
	},
	httpsPort: {
		env: "MDI_HTTPS_PORT",
		about: "port for HTTPS, beside the other; 0 takes a free one",
		schema: whole(0, 65_535).optional(),
	},
	tlsKeyPath: {
		env: "MDI_TLS_KEY",
		about: "PEM file of the private key for HTTPS",
		schema: path.optional(),
	},
	tlsCertificatePath: {
		env: "MDI_TLS_CERT",
		about: "PEM file of the certificate for HTTPS, with those between it and the authority",
		schema: path.optional(),
	},
	tlsAuthorityPath: {
		env: "MDI_TLS_AUTHORITY",
		about: "PEM file of an authority's certificate, offered to phones at /authority.crt",
		schema: path.optional(),
	},
	zooFolder: {
		env: "MDI_ZOO",
		about: "folder of the models, one folder a task",
		schema: path.default(fromRepository("data/zoo")),
	},
	databasePath: {
		env: "MDI_DB",
		about: "SQLite file of the outcome log; made if it is not there",
		schema: path.default(fromRepository("data/local/outcomes.sqlite")),
	},
	gatewayName: {
		env: "MDI_GATEWAY_NAME",
		about:
			"name under which this gateway learns in the outcome log; by default the machine's host name: set it where that " +
			"changes with every start, as in containers, and where two gateways of a machine share a log",
		schema: z
			.string()
			.regex(/^[A-Za-z0-9._-]{1,64}$/, "must be 1 to 64 of A-Z a-z 0-9 . _ -")
			.default(hostname()),
	},
	pageFolder: {
		env: "MDI_PAGE",
		about: "folder of the built mobile page",
		schema: path.default(fromRepository("apps/mobile/dist")),
	},
	defaultSlaMs: {
		env: "MDI_SLA_MS",
		about: "SLA of requests that name none, in ms",
		schema: numeric.pipe(z.number().positive().max(maxSlaMs)).default(250),
	},
	workers: {
		env: "MDI_WORKERS",
		about: "threads that run models; by default one core is left to the rest",
		schema: whole(1, 256).default(Math.max(1, availableParallelism() - 1)),
	},
	queueLimit: {
		env: "MDI_QUEUE",
		about:
			"requests that may wait beside those that run; as many may be on their way in; one more is answered 503 at once",
		schema: whole(0, 100_000).default(64),
	},
	maxBodyBytes: {
		env: "MDI_MAX_BYTES",
		about: "largest accepted body, in bytes",
		schema: whole(1, 1e9).default(16 * 1024 * 1024),
	},
	maxPixels: {
		env: "MDI_MAX_PIXELS",
		about: "most pixels that an image may have",
		schema: whole(64, 1e9).default(40_000_000),
	},
	keepDays: {
		env: "MDI_KEEP_DAYS",
		about: "days that requests stay in the outcome log; sums by hour and day stay for good",
		schema: whole(1, 36_500).default(90),
	},
	maxLogBytes: {
		env: "MDI_LOG_MAX_BYTES",
		about: "size of the outcome log, in bytes, beyond which the oldest profile versions and requests go",
		schema: whole(10_000_000, 1e15).optional(),
	},
	operatorToken: {
		env: "MDI_OPERATOR_TOKEN",
		about:
			"who sends it as a bearer token may roll profiles back, pin and unpin them, and send labels of MDI_TRUSTED_SOURCES; his " +
			"labels weigh 1; by default any program on this machine. Behind any reverse proxy or tunnel set one: without it strangers may look " +
			"like such a program",
		schema: z
			.string()
			.min(16, "must have at least 16 characters")
			.regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces; nothing else fits into a header")
			.optional(),
	},
	labelWeights: {
		env: "MDI_LABEL_WEIGHTS",
		about:
			'weight of labels by source, such as {"review": 1, "*": 0.02}; those not named have that of *. ' +
			"Where neither is set the operator's labels weigh 1 and those of anybody else 0.02. Anybody may name any source but those of " +
			"MDI_TRUSTED_SOURCES, so let no other weigh more than strangers may",
		schema: z
			.preprocess(
				jsonOf,
				z.record(
					z.string(),
					z.number().gt(0).max(1),
					'must be an object such as {"user": 0.8}, each number above 0 and at most 1',
				),
			)
			.default({}),
	},
	trustedSources: {
		env: "MDI_TRUSTED_SOURCES",
		about:
			"sources of labels, such as review,lab, that only the operator (MDI_OPERATOR_TOKEN) may send, and that each count " +
			"for themselves; of all others the first label of a request counts",
		schema: z.preprocess(namesOf, z.array(sourceName, "must be names such as review,lab")).default([]),
	},
	drainMs: {
		env: "MDI_DRAIN_MS",
		about: "how long a stop waits for requests in flight, in ms",
		schema: whole(0, 600_000).default(10_000),
	},
	sharpness: {
		env: "MDI_SHARPNESS",
		about: "g in Pr(m) ~ U(m)^g; 1 is the paper's policy, larger ones explore less",
		schema: numeric.pipe(z.number().min(1).max(100)).default(1),
	},
	policy: {
		env: "MDI_POLICY",
		about:
			"policy that chooses: mdinference (the paper's) or value (what a copy on the device makes worth while)",
		schema: z.enum(["mdinference", "value"]).default("mdinference"),
	},
	experiment: {
		env: "MDI_EXPERIMENT",
		about: 'splits clients between policies: {"name": "v1", "shares": {"mdinference": 0.5, "value": 0.5}}',
		schema: z
			.preprocess(
				jsonOf,
				z.object(
					{
						name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
						shares: z.partialRecord(z.enum(["mdinference", "value"]), z.number().gt(0).max(1)),
					},
					'must be such as {"name": "v1", "shares": {"mdinference": 0.5, "value": 0.5}}',
				),
			)
			.transform(({ name, shares }): Experiment => {
				const arms = Object.entries(shares).map(([policy, share]) => ({
					policy: policy as PolicyName,
					share,
				}));
				return { name, arms };
			})
			.refine(({ arms }) => Math.abs(arms.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9, {
				message: "must have shares that sum to 1",
			})
			.optional(),
	},
	queueAware: {
		env: "MDI_QUEUE_AWARE",
		about: "whether the expected wait for a worker is taken from the budget; false is the printed policy",
		schema: yesOrNo.default(true),
	},
	frozen: {
		env: "MDI_FROZEN",
		about:
			"whether choices go on with what was known at the start of models, devices and decoding, whatever is learned: for " +
			"comparisons; the expected wait for a worker is load, and stays live (MDI_QUEUE_AWARE)",
		schema: yesOrNo.default(false),
	},
	explorationRate: {
		env: "MDI_EXPLORATION",
		about:
			"share of the requests with a copy on a device that try a little known model; for a while after an alarm at least " +
			"0.05, unless it is 0",
		schema: numeric.pipe(z.number().min(0).max(0.5)).optional(),
		byDefault: "0.02, or 0 with MDI_FROZEN",
	},
	checkpointMs: {
		env: "MDI_CHECKPOINT_MS",
		about: "how often all that was learned is written as one, in ms; what came since is replayed at a start",
		schema: whole(1_000, 86_400_000).default(60_000),
	},
	seed: {
		env: "MDI_SEED",
		about: "seed of the random choice among models",
		schema: whole(0, 4_294_967_295).default(() => Math.floor(Math.random() * 4_294_967_296)),
		byDefault: "another one every start",
	},
} satisfies Record<string, Setting<unknown>>;

/** Configuration of the gateway: one value a setting. */
export type Config = { [K in keyof typeof settings]: z.output<(typeof settings)[K]["schema"]> };
