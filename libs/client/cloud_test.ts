import { describe, expect, test } from "vitest";
import { askCloud, CloudError, isInferAnswer } from "./cloud.ts";
import { sampleAnswer } from "./sample_answer.ts";

const url = "https://gateway.example/v1/tasks/characters/infer";
const image = new Blob(["image"], { type: "image/png" });
const headers = { "mdi-request-id": sampleAnswer.requestId };
const ask = (respond: () => Promise<Response>) =>
	askCloud(url, image, { headers, fetch: respond }).catch((error: unknown) => error);

test("askCloud() posts the image with its headers and gives the answer", async () => {
	const seen: [string, RequestInit | undefined][] = [];
	const answer = await askCloud(url, image, {
		headers,
		fetch: async (input, init) => {
			seen.push([String(input), init]);
			return Response.json(sampleAnswer);
		},
	});
	expect(answer).toEqual(sampleAnswer);
	expect(seen).toEqual([[url, { method: "POST", body: image, headers, cache: "no-store" }]]);
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
