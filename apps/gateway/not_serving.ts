import { ProblemError } from "./problem.ts";

/** The problem of a request that comes while the gateway starts or stops. */
export function notServing(phase: "starting" | "stopping"): ProblemError {
	return phase === "starting"
		? new ProblemError("not-ready", "The models are being loaded and run for the first time. Ask /readyz.")
		: new ProblemError("shutting-down", "The gateway is shutting down. Send the request again.");
}
