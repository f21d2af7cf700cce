import type { ModelProfileState } from "@mdinference/profile";
import { type ControlledTask, knownProfile } from "./controlled_task.ts";
import type { ControllerEvent, ProfileVersion } from "./events.ts";

/** The version that a model is to go back to. */
export interface Rollback {
	/** Its number, for the explanation. */
	version: number;
	/** The profile of that version. */
	state: ModelProfileState;
	/** When this is done, in milliseconds since 1970. */
	atMs: number;
	/** Whether the model is pinned to it. Default: false. */
	pin?: boolean;
}

/** Brings an earlier profile of a model back, and makes that known. */
export function rollBack(task: ControlledTask, name: string, rollback: Rollback): ControllerEvent[] {
	const { version, state, atMs, pin = false } = rollback;
	const model = task.model(name, "cloud");
	model.profile.restore(state);
	model.pinned = pin ? model.profile.copy() : null;
	if (model.frozen) model.frozen = model.profile.copy();
	const explanation = `Back to version ${version}${pin ? ", and pinned" : ""}.`;
	return makeKnown(task, name, atMs, { cause: "rollback", evidence: { version }, explanation });
}

/** Keeps what selections know of a model as it is, or as `state` says, and makes that known. */
export function pin(
	task: ControlledTask,
	name: string,
	{ atMs, state }: { atMs: number; state?: ModelProfileState | undefined },
): ControllerEvent[] {
	const model = task.model(name, "cloud");
	model.pinned ??= knownProfile(model).copy(state);
	return makeKnown(task, name, atMs, {
		cause: "pin",
		evidence: null,
		explanation: "Pinned: it stays as it is.",
	});
}

/** Lets selections know again what is learned of a model, and makes that known. */
export function unpin(task: ControlledTask, name: string, atMs: number): ControllerEvent[] {
	const model = task.model(name, "cloud");
	model.pinned = null;
	const what = model.frozen
		? "what was known at the start, or rolled back to since,"
		: "what was learned meanwhile";
	const explanation = `Unpinned: ${what} counts again.`;
	return makeKnown(task, name, atMs, { cause: "unpin", evidence: null, explanation });
}

function makeKnown(
	task: ControlledTask,
	name: string,
	atMs: number,
	reason: Pick<ProfileVersion, "cause" | "evidence" | "explanation">,
): ControllerEvent[] {
	return task.publish(atMs, "refresh", new Map([[name, reason]]));
}
