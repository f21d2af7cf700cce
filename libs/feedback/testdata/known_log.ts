import { exampleDrift, exampleVersion } from "./example_profiles.ts";
import { exampleDecision, exampleExecution } from "./example_records.ts";
import { exampleDeviceOutcome } from "./example_reports.ts";
import { memoryLog } from "./memory_log.ts";

const dayMs = 86_400_000;
/** Noon of 2023-11-13, and of the day after. */
const noons = [1_699_876_800_000, 1_699_876_800_000 + dayMs] as const;
const alarmMs = noons[1] - 1000;

/**
 * Makes a small log of which everything is known. Two days, 100 requests each, one a second from noon on; every request
 * has a copy on the device (model-0), a report, and a label.
 *
 * - The first 60 of a day are answered by model-8, which is right in 57 of them on the first day and in 30 on the second,
 *   and takes 10 ms on the first day and 20 ms on the second. The other 40 are answered by model-7: right, 5 ms. Three
 *   of these are explorations. But the 96th is answered by model-9, which is right, and slow as it always is: 140 ms.
 * - The cloud is late in the last 10 of a day: 5 times the network takes 300 ms instead of 80, with model-9 130, 3 times the
 *   queue 250 ms instead of 2.5, once the model 250 ms instead of 5. Then the device answers at the deadline, rightly.
 * - The second half of a day is an experiment: odd requests are chosen by `value`.
 * - An alarm a second before noon of the second day, and a new profile version of model-8 with it; one version of each model
 *   before. At the same time an alarm of copies of model-8 on devices.
 */
export function makeKnownLog(path: string): void {
	const { database, insert } = memoryLog(path, { labelsOfTask: new Map() });
	insert(
		["model-8", "model-7", "model-9"].map((model, index) => ({
			profileVersion: exampleVersion(1, {
				model,
				meanMs: usualMs(model, 0),
				atMs: noons[0] - 1000 + index,
			}),
		})),
	);
	insert([
		{
			profileVersion: exampleVersion(2, { model: "model-8", cause: "drift", meanMs: 20, atMs: alarmMs }),
			drift: exampleDrift("alarm", { model: "model-8", profileVersion: 2, atMs: alarmMs }),
		},
		{
			drift: exampleDrift("of devices", {
				model: "model-8",
				place: "device",
				scope: "accuracy",
				profileVersion: 2,
				atMs: alarmMs,
			}),
		},
	]);
	for (const [day, noonMs] of noons.entries()) {
		for (let number = 0; number < 100; number++) insertRequest(day, number, noonMs + number * 1000);
	}
	database.close();

	function insertRequest(day: number, number: number, decidedAtMs: number): void {
		const requestId = `day-${day}-${number}`;
		const model = number < 60 ? "model-8" : number === 95 ? "model-9" : "model-7";
		const late = number < 90 ? undefined : number < 96 ? "network" : number < 99 ? "queue" : "model";
		const isValue = number % 2 === 1 && number >= 50;
		const decision = exampleDecision(requestId, {
			decidedAtMs,
			model,
			policy: isValue ? "value" : "mdinference",
			networkMs: 80,
			networkSource: number % 4 === 0 ? "upload" : "client",
			budgetMs: 166,
			profileVersion: day + 1,
			explored: number >= 97,
			experiment:
				number < 50
					? null
					: { name: "november", arm: isValue ? "b" : "a", policies: ["mdinference", "value"] },
		});
		const serviceMs = late === "model" ? 250 : usualMs(model, day);
		const queueMs = late === "queue" ? 250 : 2.5;
		const totalMs = queueMs + 1.5 + serviceMs;
		const isRight = model !== "model-8" || number < (day === 0 ? 57 : 30);
		const execution = exampleExecution(requestId, {
			model,
			startedAtMs: decidedAtMs,
			queueMs,
			serviceMs,
			totalMs,
			topLabel: isRight ? "R" : "S",
		});
		const lateMs = model === "model-9" ? 130 : 300;
		const networkMs = late === "network" ? lateMs : number % 4 === 0 ? 90 : 78;
		const cloud = {
			status: late ? ("late" as const) : ("in-time" as const),
			elapsedMs: networkMs + totalMs,
			networkMs,
		};
		const report = {
			requestId,
			task: "characters",
			startedAtMs: decidedAtMs,
			slaMs: 250,
			...(late
				? { answeredBy: "device" as const, reason: "deadline" as const, elapsedMs: 250.5 }
				: { answeredBy: "cloud" as const, reason: "cloud-in-time" as const, elapsedMs: cloud.elapsedMs }),
			cloud,
			device: exampleDeviceOutcome({ label: "R" }),
		};
		const label = { requestId, label: "R", source: "user", weight: 0.5 };
		insert([
			{ decision, execution },
			{ report, receivedAtMs: decidedAtMs + 400 },
			{ label, receivedAtMs: decidedAtMs + 5000 },
		]);
	}
}

function usualMs(model: string, day: number): number {
	if (model === "model-9") return 140;
	return model === "model-7" ? 5 : day === 0 ? 10 : 20;
}
