import type { InferAnswer, LabelProbability } from "@mdinference/contract";
import type { DeviceReply } from "./device_runner.ts";
import type { AnswerReason, Lane } from "./race.ts";

/** What the cloud said, and how long its way took. */
export interface CloudReply {
	/** The gateway's answer with its decision and timing. */
	answer: InferAnswer;
	/** From the send to the last byte of the answer, in milliseconds. */
	elapsedMs: number;
	/** `elapsedMs` less the server's total: what the network took, upload included, in milliseconds. */
	networkMs: number;
	/** `networkMs` less the upload: connecting, the first flight and the way back, in milliseconds. */
	returnMs: number;
	/** This program stood still meanwhile, a frozen page say: its times are not the network's. Default: false. */
	stalled?: boolean;
}

/** The one answer to a request. */
export interface Answer {
	/** The request's id, a UUID. */
	requestId: string;
	/** The most probable labels, best first. */
	labels: LabelProbability[];
	/** Who answered; of two combined answers the one with the more accurate model. */
	by: "cloud" | "device";
	/** Why it is this answer. */
	reason: AnswerReason;
	/** The model that answered. */
	model: {
		/** Its name. */
		name: string;
		/** The version of its weights. */
		version: string;
		/** A(m), in [0, 1], or null where the task was not described yet. */
		accuracy: number | null;
		/** What computed it on the device, e.g. `wasm`; absent for the cloud. */
		provider?: string;
	};
	/** When the request was made, by this device's clock, in milliseconds since 1970. */
	startedAtMs: number;
	/** The deadline of this request, in milliseconds. */
	slaMs: number;
	/** From the request to this answer, in milliseconds. */
	elapsedMs: number;
	/** The answer came after the deadline. */
	late: boolean;
	/** The cloud at the moment of the answer. */
	cloud: Lane<CloudReply>;
	/** The device at the moment of the answer. */
	device: Lane<DeviceReply>;
}

/** Neither the cloud nor the device could answer. */
export class NoAnswerError extends Error {
	/** Name of this class. */
	override readonly name: string = "NoAnswerError";
	/** The request's id. */
	readonly requestId: string;
	/** Why the cloud did not answer; null where it was not asked. */
	readonly cloudError: Error | null;
	/** Why the device did not answer; null where no copy ran. */
	readonly deviceError: Error | null;

	/** Keeps both causes; `cause` holds those that there are. */
	constructor(requestId: string, cloudError: Error | null, deviceError: Error | null) {
		const causes = [cloudError, deviceError].filter((error) => error !== null);
		super(causes.map((error) => error.message).join(" ") || "Neither a gateway nor a device was asked.", {
			cause: causes,
		});
		this.requestId = requestId;
		this.cloudError = cloudError;
		this.deviceError = deviceError;
	}
}
