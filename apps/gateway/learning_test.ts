import { DriftList, type GatewayEvent } from "@mdinference/contract";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Learning } from "./learning.ts";
import { sampleConfig, sampleModel, startLearning, temporaryLogPath } from "./testdata/learning_scene.ts";

// Each starts a gateway's learning, some of them twice: longer than the usual limit where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

let path = "";
beforeEach(() => {
	path = temporaryLogPath();
});

const models = [sampleModel("fast", 0.7), sampleModel("best", 0.95)];
const retrained = [sampleModel("fast", 0.7), sampleModel("best", 0.97, "retrained")];
const startedAtMs = Date.UTC(2026, 10, 1);

/** A model runs, once a tenth of a second, so that there are some versions of it. */
function run({ controller }: Learning, model: string, runs = 30) {
	for (let i = 0; i < runs; i++) {
		controller.observe("t", model, { serviceMs: 40, cold: false, atMs: startedAtMs + 100 * i });
	}
}
const numbers = ({ learning }: { learning: Learning }, model = "best") =>
	learning.versions("t", model).map(({ version }) => version);
const rollback = ({ learning }: { learning: Learning }, version: number) =>
	learning.rollback("t", "best", { version, pin: false, atMs: startedAtMs });
const pinned = ({ learning }: { learning: Learning }) =>
	learning.controller
		.snapshot()
		.tasks.t!.cloud.filter((model) => model.pinned !== null)
		.map(({ name }) => name);

describe("when a model has another file", () => {
	test("the versions of the file before are neither listed nor rolled back to, until it is back", async () => {
		const first = await startLearning(path, { models });
		run(first.learning, "best");
		const old = numbers(first);
		expect(old.length).toBeGreaterThan(1);
		await first.log.close();

		const second = await startLearning(path, { models: retrained });
		const [start, ...others] = numbers(second);
		expect(others).toEqual([]);
		expect(start).toBeGreaterThan(old[0]!);
		expect(() => rollback(second, old[0]!)).toThrow(
			`Version ${old[0]} is of another file of best; the nearest that can be rolled back to is version ${start}.`,
		);
		expect(() => rollback(second, old[0]!)).toThrow(expect.objectContaining({ slug: "unknown-version" }));
		expect(second.learning.controller.profile("t", "best").service.samples).toBe(0);
		await second.log.close();

		const third = await startLearning(path, { models });
		expect(numbers(third)).toEqual(expect.arrayContaining(old));
		expect(numbers(third)).not.toContain(start);
		rollback(third, old[0]!);
		expect(third.learning.controller.profile("t", "best").service.meanMs).toBe(40);
		await third.log.close();
	});

	test("a pin and a rollback of the file before are not done again", async () => {
		const first = await startLearning(path, { models });
		run(first.learning, "best");
		rollback(first, numbers(first)[0]!);
		first.learning.pin("t", "best", { pinned: true, atMs: startedAtMs });
		first.learning.pin("t", "fast", { pinned: true, atMs: startedAtMs });
		await first.log.close();

		const second = await startLearning(path, { models: retrained });
		expect(pinned(second)).toEqual(["fast"]);
		expect(numbers(second)).toEqual([second.learning.controller.version("t")]);
		expect(second.learning.controller.profile("t", "best").service.samples).toBe(0);
		await second.log.close();

		const third = await startLearning(path, { models });
		expect(pinned(third)).toEqual(["fast", "best"]);
		expect(third.learning.controller.profile("t", "best").service.meanMs).toBe(40);
		await third.log.close();
	});

	test("versions that do not say of which file they are belong to the present one", async () => {
		const first = await startLearning(path, { models });
		run(first.learning, "best");
		const old = numbers(first);
		await first.log.close();
		const database = new Database(path);
		database.exec("UPDATE profile_versions SET state = json_remove(state, '$.sha256')");
		database.close();

		const second = await startLearning(path, { models: retrained });
		expect(numbers(second)).toEqual(expect.arrayContaining(old));
		await second.log.close();
	});
});

test("an alarm says whether the model in the cloud drifted or its copies on devices, in the list and as it happens", async () => {
	const { learning, log, events } = await startLearning(path, { models });
	const heard: GatewayEvent[] = [];
	events.subscribe(
		(event) => heard.push(event),
		() => {},
	);
	for (const place of ["cloud", "device"] as const) {
		while (learning.alarms()[0]?.place !== place) {
			learning.controller.observeLabel("t", "fast", { place, correct: false, atMs: startedAtMs });
		}
	}
	await log.close();
	const said = DriftList.parse({ events: learning.alarms() }).events;
	expect(said).toMatchObject([
		{ model: "fast", place: "device", explanation: expect.stringMatching(/^fast on phones is wrong in/) },
		{ model: "fast", place: "cloud", explanation: expect.stringMatching(/^fast is wrong in/) },
	]);
	expect(heard.flatMap((event) => (event.type === "drift" ? [event.data] : []))).toEqual(said.toReversed());
});

describe("exploration", () => {
	/** How many of many requests with a copy on a device explore after an alarm. */
	async function explored(explorationRate: number) {
		const { learning, log } = await startLearning(path, {
			models,
			config: { ...sampleConfig, explorationRate },
		});
		run(learning, "best");
		for (let i = 0; i < 500; i++) {
			learning.controller.observeLabel("t", "best", { correct: false, atMs: startedAtMs });
		}
		expect(learning.alarms()).not.toEqual([]);
		const request = { slaMs: 250, uploadMs: 1, arrivedAtMs: startedAtMs + 10, deviceModel: "fast" };
		const selections = Array.from({ length: 1000 }, () => learning.controller.select("t", request));
		await log.close();
		return selections.filter((selection) => selection.explored).length;
	}

	test("of 0 stays 0 after an alarm", async () => {
		expect(await explored(0)).toBe(0);
	});

	test("of little becomes more after an alarm", async () => {
		expect(await explored(0.001)).toBeGreaterThan(10);
	});
});
