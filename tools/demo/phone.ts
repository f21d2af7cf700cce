import {
	type Client,
	type CloudReply,
	createClient,
	createOutbox,
	type Ended,
	type Lane,
} from "@mdinference/client";
import { delayLink, startEmulatedNetwork } from "@mdinference/emulated-network";
import { seededRandom } from "@mdinference/stats";
import { createGenerator, encode, LABELS } from "@mdinference/zoo";
import { task } from "./cast.ts";
import { openDevice } from "./device.ts";
import type { CloudResult, FromPhone, RequestResult, ToPhone } from "./messages.ts";
import { drawDelay } from "./network_delay.ts";
import type { PlannedRequest } from "./schedule.ts";

/** How long after the deadline a cloud is waited for, in milliseconds. */
const graceMs = 5_000;
const tellEveryMs = 200;

/** A phone: it takes pictures of which it knows what they show, asks, reports, and says what was right. */
const device = await openDevice();
const pictures = new Map<number, { image: Blob; label: string }>();

process.on("message", async (message: ToPhone) => {
	if (message.kind === "prepare") await prepare(message.requests, message.seed);
	else await run(message);
});
process.on("disconnect", () => process.exit());
tell({ kind: "ready" });

function tell(message: FromPhone): void {
	if (process.connected) process.send!(message);
}

async function prepare(requests: readonly PlannedRequest[], seed: number): Promise<void> {
	const generators = {
		light: createGenerator({ seed }),
		dark: createGenerator({ seed, shift: "lowlight" }),
	};
	for (const { picture, condition } of requests) {
		const character = generators[condition].image(picture);
		const file = await encode(character, "jpeg");
		const image = new Blob([new Uint8Array(file)], { type: "image/jpeg" });
		pictures.set(picture, { image, label: LABELS[character.label]! });
	}
	tell({ kind: "ready" });
}

async function run(message: Extract<ToPhone, { kind: "run" }>): Promise<void> {
	const { requests, gatewayPort, startAtMs, slaMs, seed, labelled } = message;
	const random = seededRandom(seed);
	const way = () => delayLink({ delayMs: () => drawDelay(random) });
	const network = await startEmulatedNetwork({ targetPort: gatewayPort, up: way, down: way });
	const gateway = `http://127.0.0.1:${network.port}`;
	const outbox = createOutbox({ gateway });
	const client = createClient({ gateway, task, slaMs, graceMs, device, outbox });
	const ended: RequestResult[] = [];
	const tellAll = () => {
		if (ended.length > 0) tell({ kind: "results", results: ended.splice(0) });
	};
	const telling = setInterval(tellAll, tellEveryMs);
	await Promise.all(
		requests.map(async (request) => {
			await until(startAtMs + request.atMs);
			ended.push(await ask(client, request, { startAtMs, slaMs, labelled }));
		}),
	);
	clearInterval(telling);
	tellAll();
	await outbox.flush();
	const undelivered = await outbox.waiting();
	outbox.close();
	await network.close();
	tell({ kind: "done", undelivered });
}

function until(atMs: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - Date.now())));
}

/** One request, with the label that its taker may give it as soon as there is an answer. */
async function ask(
	client: Client,
	{ picture, phase }: PlannedRequest,
	{ startAtMs, slaMs, labelled }: { startAtMs: number; slaMs: number; labelled: boolean },
): Promise<RequestResult> {
	const { image, label } = pictures.get(picture)!;
	const sentAtMs = Date.now() - startAtMs;
	let heard: (cloud: Ended<CloudReply>) => void;
	const late = new Promise<Ended<CloudReply>>((resolve) => {
		heard = resolve;
	});
	try {
		const answer = await client.infer(image, { onLateCloud: (cloud) => heard(cloud) });
		if (labelled) await client.judge(answer.requestId, { label });
		const cloud = answer.cloud.state === "running" ? await late : answer.cloud;
		return {
			phase,
			sentAtMs,
			model: answer.model.name,
			by: answer.by,
			right: answer.labels[0]?.label === label,
			onTime: !answer.late,
			cloud: cloudResult(cloud, { label, slaMs }),
		};
	} catch {
		return { phase, sentAtMs, model: null, by: "nobody", right: false, onTime: false, cloud: null };
	}
}

function cloudResult(
	lane: Lane<CloudReply>,
	{ label, slaMs }: { label: string; slaMs: number },
): CloudResult | null {
	if (lane.state !== "answered") return null;
	const { model, labels, decision } = lane.reply.answer;
	return {
		model: model.name,
		explored: decision.explored ?? false,
		right: labels[0]?.label === label,
		inTime: lane.atMs <= slaMs,
		elapsedMs: lane.atMs,
	};
}
