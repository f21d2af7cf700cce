import { expect } from "vitest";
import { type GatewayProcessOptions, startGatewayProcess } from "../gateway_process.ts";

/**
 * What a gateway prints that refuses to start: sentences, without a stack trace.
 *
 * @throws {Error} when it starts
 */
export async function refusal(options: GatewayProcessOptions): Promise<string> {
	const error = await startGatewayProcess(options).then(
		async (gateway) => {
			await gateway.end("SIGKILL");
			gateway.remove();
			throw new Error("it started");
		},
		(error: Error) => error,
	);
	expect(error.message).toContain("The gateway ended with 1");
	expect(error.message).not.toMatch(/\n {4}at /);
	return error.message;
}
