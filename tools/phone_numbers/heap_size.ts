import type { CDPSession, Page } from "playwright-core";

/** How much memory JavaScript holds after a collection, in bytes. */
export interface HeapSizes {
	/** The page's main thread: its heap and the buffers that it keeps. */
	page: number;
	/** Its workers, together. */
	workers: number;
	/** What `performance.measureUserAgentSpecificMemory` says of all of it, WebAssembly too. */
	all: number;
}

/** Collects the garbage of a page and its workers, and measures what is left. */
export interface HeapMeter {
	/** Measures. */
	measure(): Promise<HeapSizes>;
	/** Lets go of the page. */
	close(): Promise<void>;
}

/**
 * Attaches to a page and its workers by the DevTools protocol. The page must be cross-origin isolated.
 *
 * @param page whose workers run already, and sleep in no lock as further threads of WebAssembly do: they never answer
 */
export async function openHeapMeter(page: Page): Promise<HeapMeter> {
	const session = await page.context().newCDPSession(page);
	const workers: string[] = [];
	session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
		if (targetInfo.type === "worker") workers.push(sessionId);
	});
	// Not flattened, since Playwright hands out no sessions of workers: messages to them are wrapped instead.
	const attach = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
	await session.send("Target.setAutoAttach", attach);
	await session.send("HeapProfiler.enable");

	return {
		async measure() {
			await session.send("HeapProfiler.collectGarbage");
			for (const worker of workers) await ask(session, worker, "HeapProfiler.collectGarbage");
			const ofPage = held(await session.send("Runtime.getHeapUsage"));
			let ofWorkers = 0;
			for (const worker of workers) {
				ofWorkers += held((await ask(session, worker, "Runtime.getHeapUsage")) as HeapUsage);
			}
			const all = await page.evaluate(async () => {
				const { measureUserAgentSpecificMemory } = performance as unknown as {
					measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
				};
				return (await measureUserAgentSpecificMemory.call(performance)).bytes;
			});
			return { page: ofPage, workers: ofWorkers, all };
		},
		close: () => session.detach(),
	};
}

interface HeapUsage {
	usedSize: number;
	embedderHeapUsedSize?: number;
	backingStorageSize?: number;
}

function held({ usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }: HeapUsage): number {
	return usedSize + embedderHeapUsedSize + backingStorageSize;
}

let lastId = 0;

/** Sends one message to a worker and waits for its answer. */
function ask(session: CDPSession, sessionId: string, method: string): Promise<unknown> {
	const id = ++lastId;
	return new Promise((resolve, reject) => {
		const hear = (event: { sessionId: string; message: string }): void => {
			const reply = JSON.parse(event.message) as {
				id?: number;
				result?: unknown;
				error?: { message: string };
			};
			if (event.sessionId !== sessionId || reply.id !== id) return;
			session.off("Target.receivedMessageFromTarget", hear);
			if (reply.error) reject(new Error(`${method}: ${reply.error.message}`));
			else resolve(reply.result);
		};
		session.on("Target.receivedMessageFromTarget", hear);
		session
			.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) })
			.catch(reject);
	});
}
