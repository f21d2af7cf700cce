import type { ModelProfileState } from "@mdinference/profile";
import type { ControlledTask } from "./controlled_task.ts";
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
	const explanation = `Back to version ${version}${pin ? ", and pinned" : ""}.`;
	return makeKnown(task, name, atMs, { cause: "rollback", evidence: { version }, explanation });
}

/** Keeps what selections know of a model as it is, and makes that known. */
export function pin(task: ControlledTask, name: string, atMs: number): ControllerEvent[] {
	const model = task.model(name, "cloud");
	model.pinned ??= model.profile.copy();
	return makeKnown(task, name, atMs, {
		cause: "pin",
		evidence: null,
		explanation: "Pinned: it stays as it is.",
	});
}

/** Lets selections know again what is learned of a model, and makes that known. */
export function unpin(task: ControlledTask, name: string, atMs: number): ControllerEvent[] {
	task.model(name, "cloud").pinned = null;
	const explanation = "Unpinned: what was learned meanwhile counts again.";
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
