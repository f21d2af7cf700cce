/** What names beyond the bound are summed up as: nothing may have this name. */
export const otherNames = "(other)";

/**
 * Under which name the daily sums count something that a client named. Sums are kept for good: without a bound anybody could
 * fill the disk with names for ever.
 *
 * @returns the name, or {@link otherNames} for a new one where the task has `most` already
 */
export type BoundedNames = (task: string, name: string) => string;

/**
 * Prepares the function.
 *
 * @param read gives the names that the sums of a task have; called when the task is first asked for
 * @param most names that are told apart, a task
 */
export function boundedNames(read: (task: string) => readonly string[], most: number): BoundedNames {
	const known = new Map<string, Set<string>>();
	return (task, name) => {
		const names = known.get(task) ?? new Set(read(task));
		known.set(task, names);
		if (names.has(name)) return name;
		if (names.size >= most) return otherNames;
		names.add(name);
		return name;
	};
}
