import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import type { Controller } from "@mdinference/controller";
import type { ZooModel } from "@mdinference/inference";

/** What the report is about. */
export interface ReportOptions {
	/** The models. */
	models: readonly ZooModel[];
	/** What is known of them. */
	controller: Controller;
	/** The outcome log's file. */
	databasePath: string;
	/** Runs that an earlier start had left in the database. */
	remembered: number;
	/** The address that the gateway listens on. */
	host: string;
	/** The port. */
	port: number;
	/** The port for HTTPS, or null. */
	httpsPort: number | null;
	/** Worker threads. */
	workers: number;
	/** Whether the page was built. */
	pageBuilt: boolean;
	/** Time from the process's start to ready, in seconds. */
	seconds: number;
}

/** What the gateway prints when it is ready: tasks, models, accuracy, measured latency, database and addresses. */
export function startReport(options: ReportOptions): string {
	const { models, controller, databasePath, remembered, host, port, httpsPort, workers, pageBuilt, seconds } =
		options;
	const rows = models
		.map(({ manifest }) => {
			const service = controller.profile(manifest.task, manifest.name).service.summary();
			return { manifest, service };
		})
		.sort((a, b) => (a.service?.meanMs ?? 0) - (b.service?.meanMs ?? 0))
		.map(({ manifest, service }) => [
			manifest.task,
			manifest.name + (manifest.device ? " *" : ""),
			`${(100 * manifest.accuracy.top1).toFixed(1)} %`,
			service ? `${service.meanMs.toFixed(2)} ± ${service.stdMs.toFixed(2)}` : "",
			service ? service.p99Ms.toFixed(2) : "",
			`${Math.ceil(manifest.bytes / 1000)} kB`,
		]);
	const addresses = isEverywhere(host)
		? ["localhost", ...lanAddresses()]
		: [host === "127.0.0.1" ? "localhost" : isIPv6(host) ? `[${host}]` : host];
	const [own, ...lan] = addresses.map((address) => `http://${address}:${port}`);
	const tasks = [...new Set(models.map(({ manifest }) => manifest.task))];
	// The page at / finds a task by itself; which one it should be, only its address can say.
	const pages = tasks.length > 1 ? tasks.map((task) => `${own}/?task=${task}`) : [own];
	const secure = httpsPort === null ? [] : addresses.map((address) => `https://${address}:${httpsPort}`);
	return [
		"",
		table(["task", "model", "top-1", "service time, ms", "p99, ms", "size"], rows),
		"  * a phone may run it too",
		"",
		`  log       ${databasePath}${remembered > 0 ? ` (${remembered} earlier runs on this machine remembered)` : ""}`,
		`  workers   ${workers}`,
		...(pageBuilt ? pages : ["not built; npx nx build mobile builds it"]).map(
			(page) => `  page      ${page}`,
		),
		...(pageBuilt ? lan.map((address) => `  phone     ${address}`) : []),
		...secure.map((address) => `  secure    ${address}`),
		`  API       ${own}/docs`,
		...(lan.length === 0 && !isEverywhere(host)
			? ["  npm run start:lan lets phones in the LAN in, over https."]
			: []),
		"",
		`Ready after ${seconds.toFixed(1)} s at ${own}`,
		"",
	].join("\n");
}

function isEverywhere(host: string): boolean {
	return host === "0.0.0.0" || host === "::";
}

function lanAddresses(): string[] {
	return Object.values(networkInterfaces())
		.flatMap((entries) => entries ?? [])
		.filter(({ family, internal }) => family === "IPv4" && !internal)
		.map(({ address }) => address);
}

function table(head: string[], rows: string[][]): string {
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]!.length)),
	);
	const line = (cells: string[]) =>
		`  ${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ")}`;
	return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}
