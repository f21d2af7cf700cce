import { ProblemError } from "./problem.ts";

/** The problem of a task that is not served; it names those that are. */
export function unknownTask(task: string, served: Iterable<string>): ProblemError {
	const names = [...served].join(", ");
	return new ProblemError(
		"unknown-task",
		`There is no task "${task.slice(0, 64)}". This gateway serves: ${names}.`,
	);
}
