import { type DriftEventView, DriftList, InferAnswer, ProfileVersionList } from "@mdinference/contract";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, type GatewayProcessOptions, startGatewayProcess } from "../gateway_process.ts";

const model = "characters-nano";
const pictures = samples();
const poll = { timeout: 30_000 };

/** Starts a gateway that ends with the test, however that ends. */
async function startForTest(options: GatewayProcessOptions = {}): Promise<GatewayProcess> {
	const gateway = await startGatewayProcess({ models: ["nano"], ...options });
	onTestFinished(async () => {
		await gateway.end("SIGKILL");
		gateway.remove();
	});
	return gateway;
}

/** Sends as many requests, and labels them in one batch by what was answered. */
async function labelAnswers(
	{ url }: GatewayProcess,
	count: number,
	labelOf: (answered: string) => string,
): Promise<void> {
	const labels: object[] = [];
	for (let i = 0; i < count; i++) {
		const response = await fetch(`${url}/v1/tasks/characters/infer`, {
			method: "POST",
			body: pictures[i % pictures.length]!.bytes,
			headers: { "mdi-sla-ms": "10000" },
		});
		const answer = InferAnswer.parse(await response.json());
		labels.push({ requestId: answer.requestId, label: labelOf(answer.labels[0]!.label), source: "review" });
	}
	const response = await fetch(`${url}/v1/feedback`, { method: "POST", body: JSON.stringify({ labels }) });
	const { results } = (await response.json()) as { results: { status: string }[] };
	expect(results.map(({ status }) => status)).toEqual(Array(count).fill("recorded"));
}

/** The alarms on the accuracy: a busy machine may raise others. */
async function accuracyAlarms({ url }: GatewayProcess): Promise<DriftEventView[]> {
	const { events } = DriftList.parse(await (await fetch(`${url}/v1/drift`)).json());
	return events.filter(({ kind }) => kind === "accuracy");
}

/** Listens to `GET /v1/events`; gives what was heard so far: the data of the events of a name. */
async function listen({ url }: GatewayProcess): Promise<(event: string) => Record<string, unknown>[]> {
	const stop = new AbortController();
	onTestFinished(() => stop.abort());
	const response = await fetch(`${url}/v1/events`, { signal: stop.signal });
	const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
	let heard = (await reader.read()).value ?? "";
	const read = async () => {
		for (let part = await reader.read(); !part.done; part = await reader.read()) heard += part.value;
	};
	void read().catch(() => {});
	return (event) =>
		heard
			.split("\n\n")
			.slice(0, -1)
			.filter((block) => block.startsWith(`event: ${event}\n`))
			.map((block) => JSON.parse(block.slice(block.indexOf("data: ") + 6)));
}

test("a model whose labels turn wrong raises an alarm: over HTTP, to listeners, in the log, and after a restart", {
	timeout: 120_000,
}, async () => {
	const gateway = await startForTest();
	const heard = await listen(gateway);
	await labelAnswers(gateway, 40, (answered) => answered);
	expect(await accuracyAlarms(gateway)).toEqual([]);

	await labelAnswers(gateway, 100, (answered) => (answered === "A" ? "B" : "A"));
	await expect.poll(async () => (await accuracyAlarms(gateway)).length, poll).toBe(1);
	const [alarm] = await accuracyAlarms(gateway);
	const { atMs, profileVersion, detector, evidence, explanation } = alarm!;
	expect(alarm).toMatchObject({ task: "characters", model, direction: "up" });
	expect(evidence.before).toBeLessThan(0.5);
	expect(evidence.after).toBeGreaterThan(0.9);
	expect(explanation).toContain(`${model} is wrong in`);

	const told = () => DriftList.parse({ events: heard("drift") }).events;
	await expect.poll(told, poll).toContainEqual(alarm);
	const versionOfAlarm = { model, version: profileVersion, cause: "drift", explanation };
	expect(heard("profile-version")).toContainEqual(expect.objectContaining(versionOfAlarm));

	const response = await fetch(`${gateway.url}/v1/profiles/${model}/versions`);
	const { versions } = ProfileVersionList.parse(await response.json());
	const place = versions.findIndex(({ version }) => version === profileVersion);
	expect(versions[place]).toMatchObject(versionOfAlarm);
	expect(versions[place]!.accuracy).toBeLessThan(versions[place + 1]!.accuracy);

	const timeline = () => {
		const database = new Database(gateway.databasePath, { readonly: true });
		try {
			return database
				.prepare(`SELECT at_ms, model, direction, detector, profile_version, accuracy_before, accuracy_after
					FROM drift_timeline WHERE scope = 'accuracy'`)
				.all();
		} finally {
			database.close();
		}
	};
	await expect.poll(timeline, poll).toEqual([
		{
			at_ms: atMs,
			model,
			direction: "up",
			detector,
			profile_version: profileVersion,
			accuracy_before: versions[place + 1]!.accuracy,
			accuracy_after: versions[place]!.accuracy,
		},
	]);

	await gateway.end("SIGKILL");
	const { databasePath } = gateway;
	expect(await accuracyAlarms(await startForTest({ databasePath }))).toEqual([alarm]);
});
