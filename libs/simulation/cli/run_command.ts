import { EnoughModelsError, InvalidSharpnessError, UnknownPolicyError } from "@mdinference/selection";
import { InvalidArgumentError } from "../argument.ts";
import { UnknownEstimateError } from "../estimator.ts";
import { InvalidNetworkError } from "../network.ts";
import { InvalidProfileError } from "../profile_json.ts";
import { InvalidTraceError } from "../trace.ts";

const expected = [
	EnoughModelsError,
	InvalidArgumentError,
	InvalidNetworkError,
	InvalidProfileError,
	InvalidSharpnessError,
	InvalidTraceError,
	UnknownEstimateError,
	UnknownPolicyError,
];

/**
 * Runs a command. What a person can mend is said in a sentence, with exit status 2; anything else is a defect of ours and
 * shown whole.
 */
export function runCommand(command: () => void): void {
	try {
		command();
	} catch (error) {
		if (!isExpected(error)) throw error;
		process.stderr.write(`${error.message}\n--help says what is possible.\n`);
		process.exitCode = 2;
	}
}

function isExpected(error: unknown): error is Error {
	if (expected.some((kind) => error instanceof kind)) return true;
	return (
		error instanceof Error && "code" in error && /^(ERR_PARSE_ARGS|ENO|EACC|EIS)/.test(String(error.code))
	);
}
