import { describe, expect, test } from "vitest";
import { deliver } from "./deliver.ts";
import { sampleEntry, sampleLabel } from "./testdata/entries.ts";

const entries = [sampleEntry(1), sampleEntry(2)];
const { signal } = new AbortController();
const send = (respond: typeof fetch) =>
	deliver("label", entries, { gateway: "https://gateway.example", fetch: respond, signal });

test("deliver() posts the bodies of the entries to the route of their kind", async () => {
	const seen: [string, unknown][] = [];
	const respond: typeof fetch = async (input, init) => {
		seen.push([String(input), JSON.parse(String(init?.body))]);
		return Response.json({ results: [] });
	};
	await send(respond);
	await deliver("outcome", [], { gateway: "", fetch: respond, signal });
	expect(seen).toEqual([
		["https://gateway.example/v1/feedback", { labels: [sampleLabel(1), sampleLabel(2)] }],
		["/v1/outcomes", { outcomes: [] }],
	]);
});

test("results are matched by their index; what is not understood says nothing", async () => {
	const results = [
		{ index: 1, requestId: null, status: "recorded" },
		{ index: 0, requestId: null, status: "postponed" },
		{ index: 7, requestId: null, status: "recorded" },
		{ index: "0", requestId: null, status: "recorded" },
		null,
	];
	const delivery = await send(async () => Response.json({ results }));
	expect(delivery).toEqual({ state: "answered", results: [null, results[0]] });
});

describe("what is no answer of the gateway is a failure, not a refusal", () => {
	test.each([
		["no network", () => Promise.reject(new TypeError("fetch failed")), null],
		["a captive portal's page", async () => new Response("<html>Welcome</html>"), 200],
		["a proxy that refuses", async () => new Response("<html>No</html>", { status: 400 }), 400],
		["an older gateway", async () => Response.json({ type: "/problems/not-found" }, { status: 404 }), 404],
		["an answer cut short", async () => new Response('{"results": [{"index": 0'), 200],
		["a gateway that is down", async () => new Response("", { status: 502 }), 502],
	])("%s", async (_, respond, status) => {
		expect(await send(respond)).toEqual({ state: "failed", status, retryAfterMs: 0 });
	});

	test.each([
		["7", 7000],
		["2592000", 86_400_000],
		["1e999", 86_400_000],
	])(
		"a gateway that wants to be left alone for %s s is, for at most a day",
		async (seconds, retryAfterMs) => {
			const respond = async () => new Response("", { status: 503, headers: { "retry-after": seconds } });
			expect(await send(respond)).toMatchObject({ status: 503, retryAfterMs });
		},
	);
});

test("a problem document with a status that blames the batch is a refusal", async () => {
	const problem = { type: "/problems/invalid-body", detail: "labels: must be a list" };
	expect(await send(async () => Response.json(problem, { status: 400 }))).toEqual({
		state: "refused",
		detail: "labels: must be a list",
	});
});
