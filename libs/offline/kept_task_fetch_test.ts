import { afterEach, describe, expect, test, vi } from "vitest";
import { type KeptTaskOptions, keptTaskFetch, type TaskSource } from "./kept_task_fetch.ts";
import type { KeptTask, TaskStore } from "./task_store.ts";

const url = "/v1/tasks/characters";

/** A store in memory. */
function storeOf(kept?: unknown): TaskStore & { texts: Map<string, KeptTask> } {
	const texts = new Map<string, KeptTask>();
	if (kept !== undefined) texts.set(url, { text: JSON.stringify(kept), keptAtMs: 5 });
	return {
		texts,
		read: async (key) => texts.get(key) ?? null,
		write: async (key, task) => void texts.set(key, task),
		remove: async (key) => void texts.delete(key),
	};
}

const view = (name: string) => ({ name: "characters", models: [{ name }] });
const described = (name: string, build?: string) =>
	Response.json(view(name), { headers: build === undefined ? {} : { "mdi-page": build } });

function ask(options: Partial<KeptTaskOptions>, init?: RequestInit) {
	const sources: TaskSource[] = [];
	const send = keptTaskFetch({
		gateway: "",
		nowMs: () => 9,
		onSource: (source) => sources.push(source),
		...options,
	});
	return { sources, response: send(url, init) };
}

const model = async (response: Promise<Response>) => (await (await response).json()).models[0].name;

afterEach(() => {
	vi.useRealTimers();
});

describe("a description that the gateway gives", () => {
	test("is used and kept for the next visit", async () => {
		const store = storeOf(view("older"));
		const { response, sources } = ask({ store, fetch: async () => described("newer") });
		expect(await model(response)).toBe("newer");
		expect(store.texts.get(url)).toEqual({ text: JSON.stringify(view("newer")), keptAtMs: 9 });
		expect(sources).toEqual([{ from: "gateway" }]);
	});

	test("of a newer page is left alone by an older one, which goes on with what it knows", async () => {
		const store = storeOf(view("known"));
		const { response, sources } = ask({ store, build: "a", fetch: async () => described("newer", "b") });
		expect(await model(response)).toBe("known");
		expect(store.texts.get(url)?.keptAtMs).toBe(5);
		expect(sources).toEqual([{ from: "kept", keptAtMs: 5, why: "other-build" }]);
	});

	test("of a newer page is used by an older one that knows nothing, and is not kept for it", async () => {
		const store = storeOf();
		const { response } = ask({ store, build: "a", fetch: async () => described("newer", "b") });
		expect(await model(response)).toBe("newer");
		expect(store.texts.size).toBe(0);
	});

	test("of this very page is used", async () => {
		const store = storeOf(view("older"));
		const { response } = ask({ store, build: "a", fetch: async () => described("newer", "a") });
		expect(await model(response)).toBe("newer");
	});
});

describe("what was kept takes the gateway's place", () => {
	const html = { headers: { "content-type": "text/html" } };
	const cut = JSON.stringify(view("newer")).slice(0, -4);
	const redirected = async () => Object.defineProperty(described("elsewhere"), "redirected", { value: true });
	test.each<[string, typeof fetch]>([
		["there is no network", () => Promise.reject(new TypeError("offline"))],
		["a captive portal answers with its page", async () => new Response("<html>Sign in</html>", html)],
		["a captive portal answers JSON of its own", async () => Response.json({ login: "required" })],
		["the answer came from somewhere else", redirected],
		["the answer was cut off", async () => new Response(cut)],
		["the gateway is starting", async () => Response.json({ type: "/problems/not-ready" }, { status: 503 })],
	])("where %s", async (_, send) => {
		const store = storeOf(view("known"));
		const { response, sources } = ask({ store, fetch: send });
		expect(await model(response)).toBe("known");
		expect(sources).toEqual([{ from: "kept", keptAtMs: 5, why: "unreachable" }]);
		expect(store.texts.get(url)?.keptAtMs).toBe(5);
	});

	test("where the gateway takes too long; its answer is kept for the next visit all the same", async () => {
		vi.useFakeTimers();
		const store = storeOf(view("known"));
		let arrive = (_: Response) => {};
		const slow = () =>
			new Promise<Response>((resolve) => {
				arrive = resolve;
			});
		const { response, sources } = ask({ store, patienceMs: 500, fetch: slow });
		await vi.advanceTimersByTimeAsync(499);
		const early = await Promise.race([response, "waiting"]);
		expect(early).toBe("waiting");
		await vi.advanceTimersByTimeAsync(1);
		expect(await model(response)).toBe("known");
		expect(sources).toEqual([{ from: "kept", keptAtMs: 5, why: "late" }]);
		arrive(described("newer"));
		await vi.advanceTimersByTimeAsync(0);
		expect(store.texts.get(url)?.text).toBe(JSON.stringify(view("newer")));
	});
});

describe("with nothing kept", () => {
	test("the gateway may take its time", async () => {
		const slow = () => new Promise<Response>((resolve) => setTimeout(() => resolve(described("slow")), 20));
		expect(await model(ask({ store: storeOf(), patienceMs: 1, fetch: slow }).response)).toBe("slow");
	});

	test("what went wrong is what the client hears", async () => {
		const offline = () => Promise.reject(new TypeError("offline"));
		await expect(ask({ store: storeOf(), fetch: offline }).response).rejects.toThrow("offline");
		const busy = async () => new Response(null, { status: 503 });
		const { response, sources } = ask({ store: storeOf(), fetch: busy });
		expect((await response).status).toBe(503);
		expect(sources).toEqual([]);
	});
});

describe("the gateway's word that there is no such task", () => {
	const headers = { "content-type": "application/problem+json" };
	const noSuchTask = () => new Response("{}", { status: 404, headers });

	test("stands, and what was kept of it is forgotten", async () => {
		const store = storeOf(view("known"));
		expect((await ask({ store, fetch: async () => noSuchTask() }).response).status).toBe(404);
		expect(store.texts.size).toBe(0);
	});

	test("is for the next visit where it comes late", async () => {
		const store = storeOf(view("known"));
		let answer = (_: Response) => {};
		const late = new Promise<Response>((resolve) => {
			answer = resolve;
		});
		expect(await model(ask({ store, patienceMs: 0, fetch: () => late }).response)).toBe("known");
		answer(noSuchTask());
		await expect.poll(() => store.texts.size).toBe(0);
	});
});

test("who gives up asking gets no answer, and who only waited too long gets what was kept", async () => {
	const hang: typeof fetch = (_, init) =>
		new Promise((_resolve, reject) => {
			init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
		});
	const stop = new AbortController();
	const { response } = ask({ store: storeOf(view("known")), fetch: hang }, { signal: stop.signal });
	stop.abort();
	await expect(response).rejects.toThrow("aborted");
	const signal = AbortSignal.timeout(1);
	expect(await model(ask({ store: storeOf(view("known")), fetch: hang }, { signal }).response)).toBe("known");
});

test("all other requests pass as they are", async () => {
	const sent: [unknown, unknown][] = [];
	const store = storeOf(view("known"));
	const send = keptTaskFetch({
		gateway: "https://gateway.example",
		store,
		fetch: async (input, init) => {
			sent.push([input, init]);
			return Response.json(view("other"));
		},
	});
	const post = { method: "POST", body: "picture" };
	await send("https://gateway.example/v1/tasks/characters/infer", post);
	await send("https://gateway.example/v1/tasks/characters", post);
	await send("https://gateway.example/v1/models/abc.onnx");
	await send("/v1/tasks/characters");
	expect(sent).toEqual([
		["https://gateway.example/v1/tasks/characters/infer", post],
		["https://gateway.example/v1/tasks/characters", post],
		["https://gateway.example/v1/models/abc.onnx", undefined],
		["/v1/tasks/characters", undefined],
	]);
	expect(store.texts.size).toBe(1);
});
