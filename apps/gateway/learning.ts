import { randomUUID } from "node:crypto";
import type { DeviceProfileView, DriftEventView, ProfileVersionView } from "@mdinference/contract";
import {
	Controller,
	type ControllerEvent,
	type DriftEvent,
	type ProfileVersion,
} from "@mdinference/controller";
import { type ItemOutcome, type Lesson, type OutcomeLog, readProfileVersion } from "@mdinference/feedback";
import type { ZooModel } from "@mdinference/inference";
import type { ModelProfileState } from "@mdinference/profile";
import type { EventHub } from "./event_hub.ts";
import { driftRecord, isOfFile, versionRecord } from "./learning_records.ts";
import { ProblemError } from "./problem.ts";
import type { Config } from "./settings.ts";

/** Versions of a model, and alarms, that are shown and at hand; older ones are in the log alone. */
const keptVersions = 100;
const keptAlarms = 200;

/** What learning needs. */
export interface LearningOptions {
	/** The models. */
	models: readonly ZooModel[];
	/** Policy, experiment, and how the controller is set. */
	config: Pick<
		Config,
		"seed" | "sharpness" | "policy" | "experiment" | "workers" | "queueAware" | "frozen" | "explorationRate"
	>;
	/** Keeps what was learned. */
	log: OutcomeLog;
	/** The file of that log, from which an old version is read. */
	databasePath: string;
	/** Hears of it. */
	events: EventHub;
	/** Name of this machine. */
	hostName: string;
}

/**
 * The controller, and what becomes of what it says: versions and alarms go to the log and to those who listen, and the
 * newest stay at hand.
 */
export class Learning {
	/** Chooses, and learns. */
	readonly controller: Controller;
	readonly #log: OutcomeLog;
	readonly #databasePath: string;
	readonly #events: EventHub;
	readonly #hostName: string;
	readonly #sha256s: ReadonlyMap<string, string>;
	readonly #versions = new Map<string, ProfileVersion[]>();
	#alarms: DriftEvent[] = [];
	#replaying = false;
	#seq: number | null = null;

	/** Starts with the published accuracies. */
	constructor({ models, config, log, databasePath, events, hostName }: LearningOptions) {
		this.#log = log;
		this.#databasePath = databasePath;
		this.#events = events;
		this.#hostName = hostName;
		this.#sha256s = new Map(
			models.map(({ manifest }) => [key(manifest.task, manifest.name), manifest.sha256]),
		);
		const { seed, sharpness, policy, experiment, workers, queueAware, frozen, explorationRate } = config;
		this.controller = new Controller({
			models: models.map(({ manifest }) => ({ ...manifest, accuracy: manifest.accuracy.top1 })),
			seed,
			sharpness,
			policy,
			experiment,
			workers,
			queueAware,
			frozen,
			...(explorationRate !== undefined && {
				exploration: {
					rate: explorationRate,
					boostedRate: explorationRate === 0 ? 0 : Math.max(explorationRate, 0.05),
				},
			}),
			onEvent: (event) => this.#take(event),
		});
	}

	/** SHA-256 of a model's file; undefined for a model that is not served. */
	sha256(task: string, model: string): string | undefined {
		return this.#sha256s.get(key(task, model));
	}

	/** Learns what reports and labels brought, in their order. */
	learn(outcomes: readonly ItemOutcome[]): void {
		for (const { lessons } of outcomes) for (const lesson of lessons) this.learnLesson(lesson, true);
	}

	/** Learns one lesson, and records that it was. A verdict on another file of the model is passed over. */
	learnLesson(lesson: Lesson, record: boolean): void {
		const { task, model, place, atMs } = lesson;
		if (this.#knows(lesson)) {
			if (lesson.kind === "run") {
				const { serviceMs, censored, cold } = lesson;
				this.controller.observe(task, model, { place, serviceMs, censored, cold, atMs });
			} else {
				const { correct, weight } = lesson;
				this.controller.observeLabel(task, model, { place, correct, weight, atMs });
			}
		}
		if (record) this.#log.learned(lesson);
	}

	/** Does something again that was recorded: what it says is not recorded twice. */
	replay(again: () => void): void {
		this.#replaying = true;
		again();
		this.#replaying = false;
	}

	/** Takes up what an earlier start had published; of another file of a model nothing but the number. */
	remember(versions: readonly ProfileVersion[], alarms: readonly DriftEvent[]): void {
		for (const version of versions) {
			const sha256 = this.sha256(version.task, version.model);
			if (sha256 === undefined) continue;
			if (isOfFile(version.state, sha256)) this.#keep(version);
			this.controller.continueFrom(version.task, version.version);
		}
		this.#alarms = [...alarms];
	}

	/** Records all that was learned until now, so that the next start need not replay it. */
	checkpoint(atMs: number): void {
		const state = {
			schema: 1,
			sha256s: Object.fromEntries(this.#sha256s),
			controller: this.controller.snapshot(),
		};
		this.#log.record({ checkpoint: { host: this.#hostName, seq: this.#log.lastSeq, atMs, state } });
	}

	/** The versions of a task's models that are at hand, newest first. */
	versions(task: string, model: string): ProfileVersionView[] {
		const kept = this.#versions.get(key(task, model)) ?? [];
		return kept.map((version, place) => versionView(version, place === kept.length - 1)).reverse();
	}

	/** What is known of a model's copies on devices; null where nothing was learned of them. */
	onDevices(task: string, model: string): DeviceProfileView | null {
		const { service, accuracy, labels } = this.controller.profile(task, model, "device");
		if (service.samples === 0 && labels === 0) return null;
		return { task, model, service: service.summary(), accuracy, labels };
	}

	/** The alarms that are at hand, newest first. */
	alarms(): DriftEventView[] {
		return this.#alarms.map(driftView).reverse();
	}

	/**
	 * Brings an earlier profile of a model back. One that is not at hand is read from the log.
	 *
	 * @throws {ProblemError} `unknown-version`
	 * @throws {OutcomeLogError} when the log cannot be read
	 */
	rollback(task: string, model: string, request: { version: number; pin: boolean; atMs: number }): void {
		const { version, pin, atMs } = request;
		const state = this.#stateOf(task, model, version);
		this.#byOperator(() => this.controller.rollback(task, model, { version, state, atMs, pin }));
	}

	/** Keeps a model's profile as it is, or lets it go. */
	pin(task: string, model: string, { pinned, atMs }: { pinned: boolean; atMs: number }): void {
		this.#byOperator(() => {
			if (pinned) this.controller.pin(task, model, atMs);
			else this.controller.unpin(task, model, atMs);
		});
	}

	/** What an operator does is learned from, and has its place in the order of learning. */
	#byOperator(act: () => void): void {
		this.#seq = this.#log.nextSeq();
		act();
		this.#seq = null;
	}

	#stateOf(task: string, model: string, version: number): ModelProfileState {
		const kept = this.#versions.get(key(task, model)) ?? [];
		const atHand = kept.find((one) => one.version === version);
		if (atHand !== undefined) return atHand.state;
		const sha256 = this.sha256(task, model)!;
		const read = (wanted: number) =>
			readProfileVersion({ path: this.#databasePath, host: this.#hostName, task, model, version: wanted });
		const { known, state, nearest } = read(version);
		if (state !== null && isOfFile(state, sha256)) return state as ModelProfileState;
		const why =
			state !== null
				? `Version ${version} is of another file of ${model}`
				: known
					? `The log no longer keeps what restores version ${version} of ${model}`
					: `${model} has no version ${version}`;
		// The newest may be at hand before they are in the log.
		const ofFile = nearest.filter((one) => isOfFile(read(one).state, sha256));
		const other = nearestOf([...ofFile, ...kept.map((one) => one.version)], version);
		const instead = other === undefined ? "" : `; the nearest that can be rolled back to is version ${other}`;
		throw new ProblemError("unknown-version", `${why}${instead}.`, { field: "version" });
	}

	#knows({ task, model, ...lesson }: Lesson): boolean {
		const sha256 = this.sha256(task, model);
		if (sha256 === undefined) return false;
		return lesson.kind === "run" || lesson.sha256 === null || lesson.sha256 === sha256;
	}

	#take(event: ControllerEvent): void {
		// The log has it, and says of which file it is.
		if (this.#replaying) return;
		if (event.type === "profile-version") {
			const { version } = event;
			this.#keep(version);
			const byOperator = ["rollback", "pin", "unpin"].includes(version.cause);
			const seq = byOperator ? this.#seq : null;
			const sha256 = this.sha256(version.task, version.model)!;
			this.#log.record({ profileVersion: versionRecord(version, { host: this.#hostName, seq, sha256 }) });
			if (this.#events.size === 0) return;
			this.#events.publish({ type: "profile-version", data: versionView(version, true) });
			return;
		}
		const { drift } = event;
		this.#alarms = [...this.#alarms, drift].slice(-keptAlarms);
		this.#log.record({ drift: driftRecord(drift, { host: this.#hostName, eventId: randomUUID() }) });
		this.#events.publish({ type: "drift", data: driftView(drift) });
	}

	#keep(version: ProfileVersion): void {
		const name = key(version.task, version.model);
		const others = (this.#versions.get(name) ?? []).filter((one) => one.version !== version.version);
		this.#versions.set(name, [...others, version].slice(-keptVersions));
	}
}

function key(task: string, model: string): string {
	return `${task}/${model}`;
}

/** The newest version at or below the wanted one, which is nearest to what was known then; else the oldest. */
function nearestOf(versions: readonly number[], wanted: number): number | undefined {
	const ascending = [...versions].sort((a, b) => a - b);
	return ascending.findLast((version) => version <= wanted) ?? ascending[0];
}

function versionView(
	{ state: _, evidence: __, ...version }: ProfileVersion,
	current: boolean,
): ProfileVersionView {
	return { ...version, current };
}

function driftView(drift: DriftEvent): DriftEventView {
	return { ...drift, evidence: { ...drift.evidence } };
}
