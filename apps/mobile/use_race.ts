import type { Answer, Client, ClientMode, CloudReply, Ended } from "@mdinference/client";
import { useCallback, useRef, useState } from "preact/hooks";
import { PictureUrl } from "./picture_url.ts";

/** By when and by whom a question is to be answered. */
export interface Terms {
	/** The deadline, in milliseconds. */
	slaMs: number;
	/** Who answers. */
	mode: ClientMode;
}

/** A picture that was asked about, and how it went. */
export interface Asked extends Terms {
	/** Counts the questions. */
	number: number;
	/** The picture as it was sent. */
	pictureUrl: string;
	/** When it was asked, in milliseconds since 1970. */
	askedAtMs: number;
	/** The answer, once there is one. */
	answer?: Answer;
	/** How the cloud ended after the answer. */
	late?: Ended<CloudReply>;
	/** Why there is no answer. */
	error?: Error;
}

/** What the network took for a request, upload included. */
export interface NetworkTime {
	/** In milliseconds. */
	networkMs: number;
	/** When that was measured, in milliseconds since 1970. */
	measuredAtMs: number;
}

/** The question that is on the screen. */
export interface Race {
	/** The question, or null before the first. */
	asked: Asked | null;
	/** The newest measurement of the network, or null before the first. */
	network: NetworkTime | null;
	/** It is not answered yet. */
	isRunning: boolean;
	/** Asks about a picture. Resolves when there is an answer or an error to show; with null where it was given up. */
	ask: (picture: Blob, terms: Terms) => Promise<Asked | null>;
	/** Takes the question off the screen, and gives it up if it is not answered yet. */
	clear: () => void;
}

/** Asks one question at a time and keeps what became of it. */
export function useRace(client: Client): Race {
	const [asked, setAsked] = useState<Asked | null>(null);
	const [network, setNetwork] = useState<NetworkTime | null>(null);
	const running = useRef<{ number: number; controller: AbortController; done: boolean } | null>(null);
	const count = useRef(0);
	const [pictureUrl] = useState(() => new PictureUrl());

	const stop = useCallback(() => {
		if (running.current !== null && !running.current.done) running.current.controller.abort();
		running.current = null;
	}, []);

	const ask = useCallback(
		async (picture: Blob, terms: Terms) => {
			stop();
			const number = ++count.current;
			const current = { number, controller: new AbortController(), done: false };
			running.current = current;
			let known: Asked = { ...terms, number, pictureUrl: pictureUrl.show(picture), askedAtMs: Date.now() };
			const change = (part: Partial<Asked>) => {
				known = { ...known, ...part };
				setAsked((shown) => (shown?.number === number ? known : shown));
				const cloud = part.late ?? part.answer?.cloud;
				if (cloud?.state === "answered" && !cloud.reply.stalled)
					setNetwork({ networkMs: cloud.reply.networkMs, measuredAtMs: Date.now() });
			};

			setAsked(known);
			try {
				const { signal } = current.controller;
				const answer = await client.infer(picture, {
					...terms,
					signal,
					onLateCloud: (late) => change({ late }),
				});
				change({ answer });
			} catch (error) {
				if (current.controller.signal.aborted) return null;
				change({ error: asError(error) });
			} finally {
				current.done = true;
			}
			return known;
		},
		[client, stop, pictureUrl],
	);

	const clear = useCallback(() => {
		stop();
		pictureUrl.release();
		setAsked(null);
	}, [stop, pictureUrl]);

	const isRunning = asked !== null && asked.answer === undefined && asked.error === undefined;
	return { asked, network, isRunning, ask, clear };
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
