import type { PlannedRequest } from "./schedule.ts";

/** What a phone is told. */
export type ToPhone =
	| {
			/** Render the pictures of these requests, so that rendering takes no time later. */
			kind: "prepare";
			/** The requests. */
			requests: readonly PlannedRequest[];
			/** Seed of the pictures. */
			seed: number;
	  }
	| {
			/** Send these requests. */
			kind: "run";
			/** The requests; their pictures are prepared. */
			requests: readonly PlannedRequest[];
			/** Port of the gateway on this machine. */
			gatewayPort: number;
			/** When the traffic starts, in milliseconds since 1970. */
			startAtMs: number;
			/** Deadline of each request, in milliseconds. */
			slaMs: number;
			/** Seed of the network's delays. */
			seed: number;
			/** Whether somebody says of each answer what was right. */
			labelled: boolean;
	  };

/** How a request ended. */
export interface RequestResult {
	/** Index of its phase. */
	phase: number;
	/** When it was sent, in milliseconds since the start of the traffic. */
	sentAtMs: number;
	/** Model that gave the answer, in the cloud or on the phone; null where nobody did. */
	model: string | null;
	/** Who gave it. */
	by: "cloud" | "device" | "nobody";
	/** Whether the answer was right. */
	right: boolean;
	/** Whether it was given by the deadline. */
	onTime: boolean;
	/** The cloud's own answer, however late; null where none came. */
	cloud: CloudResult | null;
}

/** What the cloud answered. */
export interface CloudResult {
	/** The chosen model. */
	model: string;
	/** Whether exploration chose it, and not the policy. */
	explored: boolean;
	/** Whether it was right. */
	right: boolean;
	/** Whether it came by the deadline. */
	inTime: boolean;
	/** From the send to the answer, in milliseconds. */
	elapsedMs: number;
}

/** What a phone says. */
export type FromPhone =
	| {
			/** Its device model is loaded, or its pictures are rendered. */
			kind: "ready";
	  }
	| {
			/** Requests that have ended since the last time. */
			kind: "results";
			/** How. */
			results: RequestResult[];
	  }
	| {
			/** All requests have ended. */
			kind: "done";
			/** Reports and labels that the gateway does not have on its disk. */
			undelivered: number;
	  };

/** What a gateway is told. */
export type ToGateway =
	| {
			/** Run a model several times for each request. */
			kind: "slow";
			/** The model. */
			model: string;
			/** How many times; 1 is usual. */
			times: number;
	  }
	| {
			/** End. */
			kind: "stop";
	  };

/** What a gateway says. */
export interface FromGateway {
	/** It serves. */
	kind: "ready";
	/** Its port on this machine. */
	port: number;
}
