import { expect, test } from "vitest";
import { fetchTask } from "./fetch_task.ts";

const view = { name: "characters", labels: ["0", "1"], defaultSlaMs: 250, deviceModel: null, models: [] };
const ask = (respond: typeof fetch) =>
	fetchTask("https://gateway.example", "characters", { fetch: respond }).catch((error: unknown) => error);

test("fetchTask() asks the gateway for the task by its name", async () => {
	const asked: string[] = [];
	const answer = await ask(async (input) => {
		asked.push(String(input));
		return Response.json(view);
	});
	expect(answer).toEqual(view);
	expect(asked).toEqual(["https://gateway.example/v1/tasks/characters"]);
});

test("fetchTask() says that a gateway hangs, before its first byte or within its answer", async () => {
	const patience = new DOMException("The operation timed out.", "TimeoutError");
	const hang = (signal: AbortSignal) =>
		new Promise<never>((_, reject) => {
			signal.addEventListener("abort", () => reject(signal.reason));
		});
	const hanging: ((signal: AbortSignal) => Promise<Response>)[] = [
		hang,
		async (signal) => {
			const body = new ReadableStream({
				start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
			});
			return new Response(body);
		},
	];
	for (const respond of hanging) {
		const controller = new AbortController();
		const task = fetchTask("https://gateway.example", "characters", {
			signal: controller.signal,
			fetch: (_, init) => respond(init!.signal!),
		});
		controller.abort(patience);
		await expect(task).rejects.toMatchObject({ name: "CloudError", kind: "timeout", cause: patience });
	}
});

test("fetchTask() says whether there is no gateway, it refuses, or something else answers in its place", async () => {
	expect(await ask(() => Promise.reject(new TypeError("offline")))).toMatchObject({ kind: "network" });
	expect(await ask(async () => new Response("no", { status: 404 }))).toMatchObject({
		kind: "status",
		status: 404,
	});
	const problem = { type: "/problems/unknown-task", status: 404, detail: "This gateway serves: letters." };
	expect(await ask(async () => Response.json(problem, { status: 404 }))).toMatchObject({
		kind: "status",
		message: "This gateway serves: letters.",
		problem,
	});
	expect(await ask(async () => new Response("<html>"))).toMatchObject({ kind: "not-an-answer" });
	expect(await ask(async () => Response.json({ tasks: [] }))).toMatchObject({ kind: "not-an-answer" });
});
