import { sharedMachine } from "@mdinference/drift";
import { type ClientEvidence, ClientNetworks, estimateNetwork } from "@mdinference/network";
import type { LatencyProfile, ModelProfile, ModelProfileState } from "@mdinference/profile";
import { asSelection, budget, checkCandidate, weigh } from "@mdinference/selection";
import { isOver, laterOf, type Random, seededRandom } from "@mdinference/stats";
import { Alarms } from "./alarms.ts";
import { ControlledTask, knownProfile } from "./controlled_task.ts";
import type {
	ControlledSelection,
	ControllerOptions,
	ControllerState,
	ObservedExecution,
	ObservedVerdict,
	SelectionRequest,
} from "./controller_options.ts";
import type { ControllerEvent, Place } from "./events.ts";
import { Explorer } from "./explorer.ts";
import { pin, type Rollback, rollBack, unpin } from "./operator_acts.ts";
import { PolicyChoice } from "./policy_choice.ts";
import { UnknownModelError } from "./unknown_model_error.ts";
import { type RunInFlight, WorkInFlight } from "./work_in_flight.ts";

/** Fewer samples than this say nothing of the overhead. */
const leastOverheadSamples = 10;
/**
 * So many deviations beyond the mean are taken from the budget for the wait and for the overhead. Under load a policy fills
 * what it is left to the brim, so what lies beyond them is late: of a normal variable 2 %, where one deviation leaves 16 %.
 */
const deviations = 2;
const noWait = { meanMs: 0, stdMs: 0 };
/** Samples between two false alarms that are wanted on average of the whole fleet. */
const fleetRunLength = 1e4;

/**
 * The online learning controller: `observe()` and `observeLabel()` learn, `select()` chooses from an immutable snapshot of
 * what was learned, which changes by versions. None of them waits, locks or touches a disk.
 *
 * Versions and alarms follow from what is observed alone, so that a controller which is restored from a snapshot and
 * observes the rest again knows the same, bit for bit.
 *
 * @example
 * ```ts
 * import { Controller } from "@mdinference/controller";
 *
 * const models = [
 * 	{ task: "characters", name: "nano", accuracy: 0.6 },
 * 	{ task: "characters", name: "large", accuracy: 0.95 },
 * ];
 * const controller = new Controller({ models, seed: 1 });
 * for (let atMs = 0; atMs < 10; atMs++) {
 * 	controller.observe("characters", "nano", { serviceMs: 1, cold: false, atMs });
 * 	controller.observe("characters", "large", { serviceMs: 60, cold: false, atMs });
 * }
 * controller.publish(10);
 * const upload = { uploadMs: 50, arrivedAtMs: 10 };
 * const ample = controller.select("characters", { slaMs: 250, ...upload });
 * if (ample.model !== "large" || ample.budgetMs !== 150) throw new Error("250 - 2 x 50 ms are enough for 60 ms");
 * if (controller.select("characters", { slaMs: 150, ...upload }).model !== "nano") throw new Error("50 ms are not");
 * ```
 */
export class Controller {
	readonly #options: Required<
		Omit<ControllerOptions, "models" | "experiment" | "serviceDetector" | "exploration">
	>;
	readonly #explorer: Explorer;
	readonly #tasks = new Map<string, ControlledTask>();
	readonly #policies: PolicyChoice;
	readonly #networks = new ClientNetworks();
	readonly #work: WorkInFlight;
	readonly #alarms: Alarms;
	readonly #random: Random;

	/**
	 * Starts with the published accuracies and without samples.
	 *
	 * @throws {InvalidCandidateError} for an accuracy outside [0, 1]
	 * @throws {InvalidExperimentError} for an experiment that cannot be run
	 * @throws {UnknownPolicyError} for a policy that does not exist
	 */
	constructor(options: ControllerOptions) {
		const { models, experiment, serviceDetector = sharedMachine, exploration, ...rest } = options;
		this.#options = {
			policy: "mdinference",
			sharpness: 1,
			workers: 1,
			queueAware: true,
			refreshEveryMs: 1_000,
			frozen: false,
			onEvent: () => {},
			...rest,
		};
		const { frozen } = this.#options;
		this.#explorer = new Explorer({ ...exploration, frozen });
		this.#alarms = new Alarms({ boostMs: this.#explorer.boostMs, frozen });
		this.#random = seededRandom(options.seed);
		this.#work = new WorkInFlight(this.#options.workers);
		const { policy, sharpness } = this.#options;
		this.#policies = new PolicyChoice({ policy, sharpness, experiment });
		// Each model is watched in the cloud and on devices.
		const watch = {
			service: serviceDetector,
			meanRunLength: fleetRunLength * 2 * Math.max(1, models.length),
		};
		for (const { task: taskName, name, accuracy } of models) {
			checkCandidate({ name, accuracy, meanMs: 0, stdMs: 0, samples: 0 });
			const task = this.#tasks.get(taskName) ?? new ControlledTask(taskName, watch);
			this.#tasks.set(taskName, task);
			task.add(name, accuracy);
		}
	}

	/**
	 * Estimates a request's network time and chooses a model for what that leaves of its SLA.
	 *
	 * @throws {UnknownModelError} for a task that is not there
	 * @throws {InvalidTimeError} for a time that is none
	 */
	select(taskName: string, request: SelectionRequest): ControlledSelection {
		const task = this.#task(taskName);
		const { slaMs, uploadMs, arrivedAtMs } = request;
		const { policy, experiment } = this.#policies.of(request);
		const evidence = this.#observeNetwork(request);
		const clientMs = evidence === undefined ? request.previousNetworkMs : evidence.clientMs;
		const network = estimateNetwork({ slaMs, uploadMs, clientMs, uplinkMs: evidence?.uplinkMs });
		const { queueAware } = this.#options;
		const wait = queueAware ? this.#work.wait(arrivedAtMs) : noWait;
		const waitMs = wait.meanMs + deviations * wait.stdMs;
		const overheadMs = queueAware ? overheadOf(task.knownOverhead) : 0;
		const { known, decision } = task;
		const { budgetMs: untilNetworkMs } = budget(slaMs, network.networkMs);
		const budgetMs = untilNetworkMs - waitMs - overheadMs;
		const device = request.deviceModel === undefined ? undefined : task.device.get(request.deviceModel);
		const deviceAccuracy = device === undefined ? null : knownProfile(device).accuracy;
		const remainingMs = evidence && slaMs - evidence.passedMs - wait.meanMs - overheadMs;
		weigh(
			policy,
			known,
			{
				slaMs,
				budgetMs,
				deviceAccuracy: deviceAccuracy ?? 0,
				remainingMs,
				// Without evidence only the budget is known, from which the deviations of the wait are taken already.
				waitStdMs: evidence && wait.stdMs,
				downlink: evidence?.downlink,
			},
			decision,
		);
		const { index, explored } = this.#explorer.draw(task, device !== undefined, arrivedAtMs, this.#random());
		// Field by field: spreading a selection into an object of many fields takes ten times as long.
		const selection = asSelection(known, decision, index);
		return {
			model: selection.model,
			probability: selection.probability,
			baseModel: selection.baseModel,
			candidates: selection.candidates,
			infeasible: selection.infeasible,
			budgetExhausted: selection.budgetExhausted,
			policy: policy.name,
			experiment,
			network,
			waitMs,
			waitStdMs: wait.stdMs,
			overheadMs,
			budgetMs,
			remainingMs: remainingMs ?? null,
			deviceAccuracy,
			profileVersion: task.version,
			explored,
			known: known.candidates,
		};
	}

	/**
	 * Says that a chosen model was asked to run, so that those who come now know how long they will wait.
	 *
	 * @returns to be told when it ended, however
	 */
	begin(taskName: string, model: string, atMs: number): RunInFlight {
		return this.#work.begin(this.#task(taskName).model(model, "cloud").profile.service, atMs);
	}

	/**
	 * Learns from a run of a model.
	 *
	 * @throws {UnknownModelError} for a task or model that is not there
	 * @throws {NotFiniteError} for a time that is NaN or infinite; nothing is learned
	 */
	observe(taskName: string, modelName: string, execution: ObservedExecution): void {
		const {
			place = "cloud",
			serviceMs,
			queueMs,
			overheadMs,
			cold,
			censored = false,
			idle = false,
		} = execution;
		const task = this.#task(taskName);
		const model = task.model(modelName, place);
		// What comes late of a device has the time of its request's first report: that is no clock that was set back.
		const atMs = place === "cloud" ? execution.atMs : Math.max(execution.atMs, model.seenAtMs);
		const usualMs = model.profile.service.meanMs;
		model.profile.observe({ ...execution, atMs });
		model.changed = true;
		// Who left the queue saw nothing of the model.
		const ran = serviceMs !== undefined;
		if (ran) model.seenAtMs = laterOf(model.seenAtMs, atMs);
		if (place === "cloud") {
			if (overheadMs !== undefined) task.overhead.update(overheadMs, atMs);
			if (ran && !idle) this.#alarms.ran(task, modelName, atMs);
			// A run that was given up before its usual time says nothing; one given up later was at least that slow.
			if (ran && !cold && !(censored && serviceMs < usualMs)) {
				const noticed = model.watch.service(serviceMs, model.profile, idle);
				if (noticed) this.#tell(this.#alarms.changed(task, modelName, place, noticed, atMs));
			}
			if (queueMs !== undefined) this.#tell(this.#alarms.waited(task, queueMs, atMs));
			// Who measures an idle machine publishes at the end.
			if (!idle) this.#refresh(task, atMs);
		}
	}

	/**
	 * Learns from what somebody said of an answer, however late.
	 *
	 * @throws {UnknownModelError} for a task or model that is not there
	 * @throws {NotFiniteError} for a weight that is no number; nothing is learned
	 * @throws {RangeError} for a weight outside (0, 1]; nothing is learned
	 */
	observeLabel(taskName: string, modelName: string, verdict: ObservedVerdict): void {
		const { place = "cloud", correct, weight = 1, atMs } = verdict;
		const task = this.#task(taskName);
		const model = task.model(modelName, place);
		model.profile.label({ correct, weight });
		model.changed = true;
		const noticed = model.watch.verdict(correct, weight, model.profile);
		if (noticed) this.#tell(this.#alarms.changed(task, modelName, place, noticed, atMs));
		this.#refresh(task, atMs);
	}

	/**
	 * Makes all that was learned known to selections now: done once before the first request, from which on a frozen
	 * controller's choices go on with it. Every model gets a version, also one of which nothing was learned: what was observed
	 * again may have been made known at other times than its versions say, and a published accuracy may be another.
	 */
	publish(atMs: number): void {
		for (const task of this.#tasks.values()) {
			for (const model of task.cloud.values()) model.changed = true;
			this.#tell(task.publish(atMs, "start"));
			if (this.#options.frozen) task.freeze();
		}
	}

	/**
	 * Brings an earlier profile of a model back.
	 *
	 * @throws {UnknownModelError} for a task or model that is not there
	 */
	rollback(taskName: string, modelName: string, rollback: Rollback): void {
		this.#tell(rollBack(this.#task(taskName), modelName, rollback));
	}

	/**
	 * Keeps what selections know of a model as it is, whatever is learned.
	 *
	 * @param state the profile to keep, where the pin is done again: that of the version which it made
	 * @throws {UnknownModelError} for a task or model that is not there
	 */
	pin(taskName: string, modelName: string, atMs: number, state?: ModelProfileState): void {
		this.#tell(pin(this.#task(taskName), modelName, { atMs, state }));
	}

	/**
	 * Lets selections know again what is learned of a model.
	 *
	 * @throws {UnknownModelError} for a task or model that is not there
	 */
	unpin(taskName: string, modelName: string, atMs: number): void {
		this.#tell(unpin(this.#task(taskName), modelName, atMs));
	}

	/**
	 * What is known of a model now.
	 *
	 * @throws {UnknownModelError} for a task or model that is not there
	 */
	profile(taskName: string, modelName: string, place: Place = "cloud"): ModelProfile {
		return this.#task(taskName).model(modelName, place).profile;
	}

	/**
	 * Whether an alarm left what a model in the cloud used to take, and that has not come back. Where nothing is explored no
	 * request may ever run it again, so that only runs on an idle machine tell of its recovery.
	 *
	 * @throws {UnknownModelError} for a task or model that is not there
	 */
	isLeft(taskName: string, modelName: string): boolean {
		return this.#task(taskName).model(modelName, "cloud").watch.isLeft;
	}

	/** Numbers a task's versions on from `version`, where that is higher: a number is never given twice. */
	continueFrom(taskName: string, version: number): void {
		const task = this.#task(taskName);
		task.version = Math.max(task.version, version);
	}

	/** Number of a task's newest version. */
	version(taskName: string): number {
		return this.#task(taskName).version;
	}

	/**
	 * All that was learned of models, queue and host, as plain JSON; not what runs now, nor what is known of clients'
	 * networks, nor the state of the random numbers.
	 */
	snapshot(): ControllerState {
		const tasks = [...this.#tasks].map(([name, task]) => [name, task.snapshot()]);
		return { tasks: Object.fromEntries(tasks), ...this.#alarms.snapshot() };
	}

	/** Goes on where a snapshot was taken. Models that are gone are passed over, those that are new start afresh. */
	restore(state: ControllerState): void {
		for (const [name, task] of this.#tasks) {
			const taskState = state.tasks[name];
			if (taskState !== undefined) task.restore(taskState);
		}
		this.#alarms.restore(state);
	}

	#observeNetwork(request: SelectionRequest): ClientEvidence | undefined {
		return request.clientId === undefined ? undefined : this.#networks.observe(request.clientId, request);
	}

	#refresh(task: ControlledTask, atMs: number): void {
		const { frozen, refreshEveryMs: durationMs } = this.#options;
		// Before the first version models are being measured.
		if (frozen || task.version === 0) return;
		// A version of no model is on no record, from which a later start could count on.
		if (!isOver({ sinceMs: task.publishedAtMs, durationMs }, atMs) || !task.changed) return;
		this.#tell(task.publish(atMs, "refresh"));
	}

	#tell(events: readonly ControllerEvent[]): void {
		for (const event of events) this.#options.onEvent(event);
	}

	#task(name: string): ControlledTask {
		const task = this.#tasks.get(name);
		if (task === undefined) throw new UnknownModelError(name);
		return task;
	}
}

function overheadOf(overhead: LatencyProfile): number {
	return overhead.samples < leastOverheadSamples ? 0 : overhead.meanMs + deviations * overhead.stdMs;
}
