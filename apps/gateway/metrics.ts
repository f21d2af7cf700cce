import type { Timing } from "@mdinference/contract";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const buckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Readings that are taken when the metrics are asked for. */
export interface Gauges {
	/** Requests in the pool, waiting or running. */
	inFlight(): number;
	/** Rows that wait to be written to the outcome log. */
	logPending(): number;
	/** Rows that the outcome log gave up. */
	logDropped(): number;
}

/** What the gateway counts, for Prometheus. Times are in seconds, as its conventions ask. */
export class Metrics {
	readonly #registry = new Registry();
	readonly #requests = new Counter({
		name: "mdi_requests_total",
		help: "Requests for an inference by task, model that was chosen and outcome (ok, or the slug of a problem)",
		labelNames: ["task", "model", "outcome"],
		registers: [this.#registry],
	});
	readonly #seconds = {
		queue: this.#histogram("queue", "waiting for a worker"),
		decode: this.#histogram("decode", "decoding and resizing the image"),
		inference: this.#histogram("inference", "the model's service time"),
		total: this.#histogram("total", "from the body's last byte to the answer"),
		overhead: this.#histogram("overhead", "total less queue, decode and inference"),
	};

	/** Registers the metrics, with those of the process. */
	constructor(gauges: Gauges) {
		collectDefaultMetrics({ register: this.#registry });
		const gauge = (name: string, help: string, read: () => number) =>
			new Gauge({
				name,
				help,
				registers: [this.#registry],
				collect() {
					this.set(read());
				},
			});
		gauge("mdi_pool_in_flight", "Requests in the pool, waiting or running", gauges.inFlight);
		gauge("mdi_log_pending_rows", "Rows that wait to be written to the outcome log", gauges.logPending);
		gauge("mdi_log_dropped_rows", "Rows that the outcome log gave up", gauges.logDropped);
	}

	/** Counts an answered request and its times. */
	answered(labels: { task: string; model: string }, timing: Timing): void {
		const { queueMs, decodeMs, inferenceMs, totalMs } = timing;
		this.#requests.inc({ ...labels, outcome: "ok" });
		this.#seconds.queue.observe(queueMs / 1000);
		this.#seconds.decode.observe(decodeMs / 1000);
		this.#seconds.inference.observe(inferenceMs / 1000);
		this.#seconds.total.observe(totalMs / 1000);
		this.#seconds.overhead.observe(Math.max(0, totalMs - queueMs - decodeMs - inferenceMs) / 1000);
	}

	/** Counts a request that was refused or failed. */
	failed(labels: { task: string; model: string; outcome: string }): void {
		this.#requests.inc(labels);
	}

	/** All metrics in Prometheus' text format, with its content type. */
	async render(): Promise<{ text: string; contentType: string }> {
		return { text: await this.#registry.metrics(), contentType: this.#registry.contentType };
	}

	#histogram(part: string, help: string): Histogram {
		return new Histogram({
			name: `mdi_${part}_seconds`,
			help: `Time of answered requests: ${help}`,
			buckets,
			registers: [this.#registry],
		});
	}
}
