import { cacheTaskStore, type TaskStore } from "./task_store.ts";

/** Where a task's description came from. */
export type TaskSource =
	| { from: "gateway" }
	| {
			/** It was kept at an earlier visit. */
			from: "kept";
			/** When, in milliseconds since 1970. */
			keptAtMs: number;
			/** Why the gateway's is not used: there was none, it was late, or it is of a newer page than this one. */
			why: "unreachable" | "late" | "other-build";
	  };

/** How descriptions are kept. */
export interface KeptTaskOptions {
	/** Base URL of the gateway; empty for the page's own origin. */
	gateway: string;
	/** The build of the page that asks; null where it has none, and then any gateway's descriptions are used. */
	build?: string | null;
	/**
	 * So long the gateway has to describe a task that is kept, in milliseconds. What comes later is for the next visit.
	 * Default: 500.
	 */
	patienceMs?: number;
	/** Keeps them. Default: the browser's Cache API. */
	store?: TaskStore;
	/** Hears where each description came from. */
	onSource?: (source: TaskSource) => void;
	/** Sends the requests. Default: the global one. */
	fetch?: typeof fetch;
	/** The time in milliseconds since 1970. Default: `Date.now`. */
	nowMs?: () => number;
}

/** The build of the page that the gateway serves, on its descriptions. */
const buildHeader = "mdi-page";

/**
 * A `fetch` for a client that keeps descriptions of tasks: the gateway is asked first, and where it cannot be reached,
 * takes too long, or something else answers in its place, the client gets what was kept. All other requests pass.
 *
 * A page that is older than the one that the gateway serves goes on with the description that it knows: the newer one
 * may have models that this page's code does not understand.
 *
 * @param options where the gateway is, and which page asks
 *
 * @example
 * ```ts
 * import { createClient } from "@mdinference/client";
 * import { keptTaskFetch } from "@mdinference/offline";
 *
 * const gateway = "https://gateway.example";
 * const client = createClient({ gateway, task: "characters", slaMs: 250, fetch: keptTaskFetch({ gateway }) });
 * const { models } = await client.describe();
 * ```
 */
export function keptTaskFetch(options: KeptTaskOptions): typeof fetch {
	const { gateway, build = null, patienceMs = 500, store = cacheTaskStore(), onSource } = options;
	const { fetch: send = (...request) => fetch(...request), nowMs = Date.now } = options;
	const tasks = `${gateway}/v1/tasks/`;

	/** What the gateway says; kept, if it is a description for this build, forgotten, if there is no such task. Never rejects. */
	async function ask(url: string, init: RequestInit | undefined): Promise<Said> {
		try {
			const response = await send(url, init);
			const text = await response.clone().text();
			if (isRefusal(response)) {
				await store.remove(url);
				return { is: "final", response };
			}
			if (!isDescription(response, text)) return { is: "unreachable", response };
			const theirs = response.headers.get(buildHeader);
			if (build !== null && theirs !== null && theirs !== build) return { is: "other-build", response };
			await store.write(url, { text, keptAtMs: nowMs() });
			return { is: "final", response };
		} catch (error) {
			return { is: "unreachable", error };
		}
	}

	async function describe(url: string, init: RequestInit | undefined): Promise<Response> {
		const keeping = store.read(url);
		const asking = ask(url, init);
		const late = after(patienceMs)
			.then(() => keeping)
			.then((kept) => (kept === null ? asking : ({ is: "late" } as const)));
		const said: Said = await Promise.race([asking, late]);
		const { signal } = init ?? {};
		// Who only waits so long is served; who does not want it any more is not.
		if (signal?.aborted && signal.reason?.name !== "TimeoutError") throw signal.reason;
		const kept = await keeping;
		if (said.is !== "final" && kept !== null) {
			onSource?.({ from: "kept", keptAtMs: kept.keptAtMs, why: said.is });
			return new Response(kept.text, { headers: { "content-type": "application/json" } });
		}
		if (said.response === undefined) throw said.error;
		if (said.is !== "unreachable") onSource?.({ from: "gateway" });
		return said.response;
	}

	return (input, init) => {
		const isDescribing =
			typeof input === "string" &&
			(init?.method ?? "GET") === "GET" &&
			input.startsWith(tasks) &&
			!/[/?#]/.test(input.slice(tasks.length));
		return isDescribing ? describe(input, init) : send(input, init);
	};
}

interface Said {
	/** `unreachable`: nobody answered, or not the gateway, or not in a state to describe anything. */
	is: "final" | "unreachable" | "late" | "other-build";
	response?: Response;
	error?: unknown;
}

/** The gateway itself says that there is no such task. */
function isRefusal({ status, headers }: Response): boolean {
	return status === 404 && (headers.get("content-type") ?? "").startsWith("application/problem+json");
}

/** A captive portal says 200, too, or sends elsewhere; and a body may have been cut off. */
function isDescription({ ok, redirected }: Response, text: string): boolean {
	if (!ok || redirected) return false;
	try {
		const view: unknown = JSON.parse(text);
		return typeof view === "object" && view !== null && "models" in view && Array.isArray(view.models);
	} catch {
		return false;
	}
}

function after(delayMs: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, delayMs);
	});
}
