import { EventEmitter } from "node:events";
import { beforeEach, expect, test } from "vitest";
import { onStopSignals } from "./stop_signals.ts";

let source: EventEmitter;
let done: string[];
let atMs: number;
beforeEach(() => {
	source = new EventEmitter();
	done = [];
	atMs = 7_000;
	onStopSignals({
		stop: (signal) => done.push(`stop on ${signal}`),
		endNow: () => done.push("end now"),
		source,
		nowMs: () => atMs,
	});
});

/** Sends a signal, some milliseconds after the last one. */
function send(signal: NodeJS.Signals, afterMs: number): void {
	atMs += afterMs;
	source.emit(signal, signal);
}

test("one Ctrl-C that comes twice, from the terminal and from npm, stops and cuts nothing off", () => {
	send("SIGINT", 0);
	send("SIGINT", 1);
	send("SIGINT", 400);
	expect(done).toEqual(["stop on SIGINT"]);
});

test("who asks again later, with whatever signal, ends it at once", () => {
	send("SIGTERM", 0);
	send("SIGINT", 501);
	expect(done).toEqual(["stop on SIGTERM", "end now"]);
});
