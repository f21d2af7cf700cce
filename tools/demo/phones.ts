import { type Child, startChild } from "./child.ts";
import type { FromPhone, RequestResult, ToPhone } from "./messages.ts";
import type { PlannedRequest } from "./schedule.ts";

/** The phones, each a process. */
export interface Phones {
	/** Renders all pictures, so that rendering takes no time later. */
	prepare(requests: readonly PlannedRequest[], seed: number): Promise<void>;
	/**
	 * Sends traffic, and resolves when every request has ended.
	 *
	 * @returns reports and labels that the gateway does not have on its disk
	 */
	run(traffic: PhoneTraffic): Promise<number>;
	/** Ends the processes. */
	stop(): void;
}

/** Traffic of all phones. */
export interface PhoneTraffic {
	/** What they send. */
	requests: readonly PlannedRequest[];
	/** Port of the gateway. */
	gatewayPort: number;
	/** When it starts, in milliseconds since 1970. */
	startAtMs: number;
	/** Deadline of each request, in milliseconds. */
	slaMs: number;
	/** Seed of the network. */
	seed: number;
	/** Whether somebody says of each answer what was right. */
	labelled: boolean;
	/** Hears how requests ended. */
	onResults: (results: readonly RequestResult[]) => void;
}

/**
 * Starts phones and waits until each has loaded its model.
 *
 * @throws {ChildEndedError}
 */
export async function startPhones(count: number): Promise<Phones> {
	const children = Array.from({ length: count }, () => startChild<ToPhone, FromPhone>("./phone.ts"));
	await Promise.all(children.map(ready));
	const ofPhone = (requests: readonly PlannedRequest[], index: number) =>
		requests.filter(({ phone }) => phone === index);
	return {
		async prepare(requests, seed) {
			const prepared = children.map(ready);
			for (const [index, child] of children.entries()) {
				child.send({ kind: "prepare", requests: ofPhone(requests, index), seed });
			}
			await Promise.all(prepared);
		},
		async run({ requests, seed, onResults, ...traffic }) {
			const runs = children.map(async (child, index) => {
				const leave = child.listen((message) => {
					if (message.kind === "results") onResults(message.results);
				});
				const done = child.next((message) => message.kind === "done");
				const network = seed * children.length + index;
				child.send({ kind: "run", requests: ofPhone(requests, index), seed: network, ...traffic });
				const { undelivered } = await done;
				leave();
				return undelivered;
			});
			return (await Promise.all(runs)).reduce((sum, undelivered) => sum + undelivered, 0);
		},
		stop() {
			for (const child of children) child.kill();
		},
	};
}

async function ready(child: Child<ToPhone, FromPhone>): Promise<void> {
	await child.next((message) => message.kind === "ready");
}
