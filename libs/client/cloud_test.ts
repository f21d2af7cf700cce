import { describe, expect, test } from "vitest";
import { askCloud, CloudError, isInferAnswer } from "./cloud.ts";
import { sampleAnswer } from "./testdata/sample_answer.ts";

const url = "https://gateway.example/v1/tasks/characters/infer";
const image = new Blob(["image"], { type: "image/png" });
const headers = { "mdi-request-id": sampleAnswer.requestId };
const ask = (respond: () => Promise<Response>) =>
	askCloud(url, image, { headers, fetch: respond }).catch((error: unknown) => error);

test("askCloud() posts the image with its headers and gives the answer", async () => {
	const seen: [string, RequestInit | undefined][] = [];
	const arrived = await askCloud(url, image, {
		headers,
		nowMs: () => 42,
		fetch: async (input, init) => {
			seen.push([String(input), init]);
			return Response.json(sampleAnswer);
		},
	});
	expect(arrived).toEqual({ answer: sampleAnswer, arrivedMs: 42, serverMs: sampleAnswer.timing.totalMs });
	expect(seen).toEqual([[url, { method: "POST", body: image, headers, cache: "no-store" }]]);
});

test.each([
	["upload;dur=4.000, total;dur=12.500", 12.5],
	['cdn-cache;desc="HIT, total;dur=1";dur=2, total;desc="all";dur="9"', 9],
	["total", 10],
	["subtotal;dur=3", 10],
	["total;dur=-1", 10],
])("the server's part of the time is what Server-Timing calls the total: %s", async (value, serverMs) => {
	const respond = async () => Response.json(sampleAnswer, { headers: { "server-timing": value } });
	expect(await ask(respond)).toMatchObject({ serverMs });
});

test("the arrival is when the last byte came, before anything is made of it", async () => {
	let nowMs = 0;
	const body = new ReadableStream({
		pull(controller) {
			nowMs = 70;
			controller.enqueue(new TextEncoder().encode(JSON.stringify(sampleAnswer)));
			controller.close();
		},
	});
	const arrived = await askCloud(url, image, {
		headers,
		nowMs: () => nowMs,
		fetch: async () => new Response(body),
	});
	expect(arrived.arrivedMs).toBe(70);
});

describe("what is not an answer fails the cloud", () => {
	const broken = (change: object) => async () => Response.json({ ...sampleAnswer, ...change });

	test.each([
		["a captive portal's page", async () => new Response("<html>Welcome</html>")],
		["an empty body", async () => new Response("")],
		["JSON cut short", async () => new Response(JSON.stringify(sampleAnswer).slice(0, -9))],
		["null", async () => Response.json(null)],
		["other JSON", async () => Response.json({ ok: true })],
		["an answer to another request", broken({ requestId: "7b9cba35-5ae5-4d4e-8f2b-000000000000" })],
		["no labels", broken({ labels: [] })],
		["a probability above 1", broken({ labels: [{ label: "7", probability: 1.5 }] })],
		["a time that is no number", broken({ timing: { ...sampleAnswer.timing, totalMs: null } })],
		["no model", broken({ model: undefined })],
	])("%s", async (_, respond) => {
		expect(await ask(respond)).toMatchObject({ name: "CloudError", kind: "not-an-answer", status: 200 });
	});

	test("a problem document says itself what is wrong", async () => {
		const problem = {
			type: "/problems/queue-full",
			title: "The queue is full",
			status: 503,
			detail: "Try again.",
		};
		const error = await ask(async () => Response.json(problem, { status: 503 }));
		expect(error).toMatchObject({ kind: "status", status: 503, message: "Try again.", problem });
	});

	test("a status without a problem document is named", async () => {
		const error = await ask(async () => new Response("Bad gateway", { status: 502 }));
		expect(error).toMatchObject({
			kind: "status",
			status: 502,
			message: "The gateway answered with status 502.",
		});
	});

	test("no network keeps its cause", async () => {
		const cause = new TypeError("fetch failed");
		const error = await ask(() => Promise.reject(cause));
		expect(error).toBeInstanceOf(CloudError);
		expect(error).toMatchObject({ kind: "network", cause });
	});

	test("a connection that breaks in the middle of the body", async () => {
		const body = new ReadableStream({
			pull(controller) {
				controller.enqueue(new TextEncoder().encode('{"requestId":'));
				controller.error(new TypeError("terminated"));
			},
		});
		expect(await ask(async () => new Response(body))).toMatchObject({ kind: "network" });
	});
});

test("isInferAnswer() accepts what the gateway sends", () => {
	expect(isInferAnswer(sampleAnswer)).toBe(true);
	expect(isInferAnswer("text")).toBe(false);
});
