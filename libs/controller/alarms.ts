import { isOver, laterOf } from "@mdinference/stats";
import type { ControlledTask } from "./controlled_task.ts";
import type { ControllerState } from "./controller_options.ts";
import type { ControllerEvent, DriftEvent, Evidence, Place } from "./events.ts";
import { explainDrift } from "./explain.ts";
import { HostWatch } from "./host_watch.ts";
import type { Noticed } from "./model_watch.ts";
import { QueueWatch } from "./queue_watch.ts";

/** What an alarm is, but for where and when. */
type Alarm = Omit<DriftEvent, "task" | "atMs" | "profileVersion">;

/** While a queue stays long its detector would alarm again and again, in milliseconds. */
const queueQuietMs = 60_000;

/** Makes alarms of what the watches notice, and carries out what follows from them. */
export class Alarms {
	readonly #boostMs: number;
	readonly #frozen: boolean;
	readonly #host = new HostWatch();
	readonly #queue = new QueueWatch();
	#queueAlarmedAtMs = Number.NEGATIVE_INFINITY;

	/** `boostMs`: how long an alarm boosts exploration; `frozen`: no alarm changes what selections know. */
	constructor(options: { boostMs: number; frozen: boolean }) {
		this.#boostMs = options.boostMs;
		this.#frozen = options.frozen;
	}

	/** Takes in that a model ran in the cloud. */
	ran(task: ControlledTask, model: string, atMs: number): void {
		this.#host.ran(`${task.name}/${model}`, atMs);
	}

	/** A model changed: more is explored for a while, and it is made known at once. */
	changed(
		task: ControlledTask,
		model: string,
		place: Place,
		noticed: Noticed,
		atMs: number,
	): ControllerEvent[] {
		const { kind, direction, detector, ...readings } = noticed;
		const explanation = explainDrift({ name: model, place }, noticed);
		const evidence: Evidence = { detector, direction, ...readings };
		task.boostedUntilMs = laterOf(task.boostedUntilMs, atMs + this.#boostMs);
		const published =
			this.#frozen || place === "device"
				? []
				: task.publish(atMs, "refresh", new Map([[model, { cause: "drift", evidence, explanation }]]));
		const events = [
			...published,
			driftEvent(task, atMs, { model, place, kind, direction, detector, explanation, evidence }),
		];
		if (kind !== "service-time") return events;
		const together = this.#host.changed(`${task.name}/${model}`, direction, atMs);
		return together === null ? events : [...events, driftEvent(task, atMs, hostAlarm(noticed, together))];
	}

	/**
	 * Takes in how long a request waited for a worker. A queue that changed says nothing of any model, so no more is explored:
	 * probes of models that were left, which are the slow ones, would only make it longer.
	 */
	waited(task: ControlledTask, queueMs: number, atMs: number): ControllerEvent[] {
		const alarm = this.#queue.update(queueMs);
		const quiet = { sinceMs: this.#queueAlarmedAtMs, durationMs: queueQuietMs };
		if (alarm === null || !isOver(quiet, atMs)) return [];
		this.#queueAlarmedAtMs = atMs;
		const { direction, detector, statistic, threshold, samples, recent } = alarm;
		const how = direction === "up" ? "longer" : "less long";
		return [
			driftEvent(task, atMs, {
				model: null,
				place: "cloud",
				kind: "queue",
				direction,
				detector,
				explanation: `Requests wait ${how} for a worker: the newest ${queueMs.toFixed(1)} ms.`,
				evidence: { statistic, threshold, samples, recent, queueMs },
			}),
		];
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): Pick<ControllerState, "host" | "queue"> {
		const alarmedAtMs = Number.isFinite(this.#queueAlarmedAtMs) ? this.#queueAlarmedAtMs : null;
		return { host: this.#host.snapshot(), queue: { watch: this.#queue.snapshot(), alarmedAtMs } };
	}

	/** Goes on where a snapshot was taken. */
	restore({ host, queue }: Pick<ControllerState, "host" | "queue">): void {
		this.#host.restore(host);
		this.#queue.restore(queue.watch);
		this.#queueAlarmedAtMs = queue.alarmedAtMs ?? Number.NEGATIVE_INFINITY;
	}
}

function hostAlarm({ direction, detector }: Noticed, together: readonly string[]): Alarm {
	const how = direction === "up" ? "slower" : "faster";
	return {
		model: null,
		place: "cloud",
		kind: "host",
		direction,
		detector,
		explanation: `${together.length} models became ${how} at once: it is the machine.`,
		evidence: { models: together.join(", "), count: together.length },
	};
}

function driftEvent(task: ControlledTask, atMs: number, alarm: Alarm): ControllerEvent {
	return { type: "drift", drift: { ...alarm, task: task.name, atMs, profileVersion: task.version } };
}
