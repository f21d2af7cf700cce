/** Thrown for a task or model that is not under control. */
export class UnknownModelError extends Error {
	/** The task. */
	readonly task: string;
	/** The model; undefined where the task itself is unknown. */
	readonly model: string | undefined;

	/** Names what is unknown. */
	constructor(task: string, model?: string) {
		super(model === undefined ? `there is no task "${task}"` : `task "${task}" has no model "${model}"`);
		this.name = "UnknownModelError";
		this.task = task;
		this.model = model;
	}
}
