/** Thrown for an argument of a simulation that cannot be understood. */
export class InvalidArgumentError extends Error {
	/** Which argument. */
	readonly argument: string;
	/** What was given. */
	readonly value: string;

	/** Names the argument, what was given, and what would be right. */
	constructor(argument: string, value: string, expected: string) {
		super(`${argument} must be ${expected}, not ${JSON.stringify(value)}`);
		this.name = "InvalidArgumentError";
		this.argument = argument;
		this.value = value;
	}
}
