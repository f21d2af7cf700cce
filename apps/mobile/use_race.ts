import type { Answer, Client, CloudReply, Ended } from "@mdinference/client";
import { useCallback, useRef, useState } from "preact/hooks";
import { PictureUrl } from "./picture_url.ts";

/** A picture that was asked about, and how it went. */
export interface Asked {
	/** Counts the questions. */
	number: number;
	/** The picture as it was sent. */
	pictureUrl: string;
	/** The deadline, in milliseconds. */
	slaMs: number;
	/** The answer, once there is one. */
	answer?: Answer;
	/** How the cloud ended after the answer. */
	late?: Ended<CloudReply>;
	/** Why there is no answer. */
	error?: Error;
}

/** The question that is on the screen. */
export interface Race {
	/** The question, or null before the first. */
	asked: Asked | null;
	/** It is not answered yet. */
	isRunning: boolean;
	/** Asks about a picture. Resolves when there is an answer or an error to show. */
	ask: (picture: Blob, slaMs: number) => Promise<void>;
	/** Takes the question off the screen, and gives it up if it is not answered yet. */
	clear: () => void;
}

/** Asks one question at a time and keeps what became of it. */
export function useRace(client: Client): Race {
	const [asked, setAsked] = useState<Asked | null>(null);
	const running = useRef<{ number: number; controller: AbortController; done: boolean } | null>(null);
	const count = useRef(0);
	const [pictureUrl] = useState(() => new PictureUrl());

	const stop = useCallback(() => {
		if (running.current !== null && !running.current.done) running.current.controller.abort();
		running.current = null;
	}, []);

	const ask = useCallback(
		async (picture: Blob, slaMs: number) => {
			stop();
			const number = ++count.current;
			const current = { number, controller: new AbortController(), done: false };
			running.current = current;
			const change = (part: Partial<Asked>) =>
				setAsked((shown) => (shown?.number === number ? { ...shown, ...part } : shown));

			setAsked({ number, pictureUrl: pictureUrl.show(picture), slaMs });
			try {
				const { signal } = current.controller;
				const answer = await client.infer(picture, {
					slaMs,
					signal,
					onLateCloud: (late) => change({ late }),
				});
				change({ answer });
			} catch (error) {
				if (!current.controller.signal.aborted) change({ error: asError(error) });
			} finally {
				current.done = true;
			}
		},
		[client, stop, pictureUrl],
	);

	const clear = useCallback(() => {
		stop();
		pictureUrl.release();
		setAsked(null);
	}, [stop, pictureUrl]);

	const isRunning = asked !== null && asked.answer === undefined && asked.error === undefined;
	return { asked, isRunning, ask, clear };
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
