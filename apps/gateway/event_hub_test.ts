import type { GatewayEvent } from "@mdinference/contract";
import { describe, expect, test } from "vitest";
import { EventHub } from "./event_hub.ts";

const decision = (atMs: number): GatewayEvent => ({
	type: "decision",
	data: {
		task: "characters",
		policy: "mdinference",
		model: "nano",
		probability: 1,
		budgetMs: 100,
		totalMs: 7,
		atMs,
	},
});
const nothing = () => {};

describe("EventHub", () => {
	test("tells every listener, until it is gone", () => {
		const hub = new EventHub();
		const heard: string[] = [];
		const leave = hub.subscribe(() => heard.push("first"), nothing);
		hub.subscribe(() => heard.push("second"), nothing);
		hub.publish(decision(0));
		leave();
		hub.publish(decision(1));
		expect(heard).toEqual(["first", "second", "second"]);
	});

	test("wants no decision when nobody listens, and then ten a second", () => {
		const hub = new EventHub();
		expect(hub.wantsDecision(0)).toBe(false);
		hub.subscribe(nothing, nothing);
		const sent = Array.from({ length: 1000 }, (_, atMs) => atMs).filter((atMs) => {
			const wanted = hub.wantsDecision(atMs);
			if (wanted) hub.publish(decision(atMs));
			return wanted;
		});
		expect(sent).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
	});

	test("goes on with its sample when the clock is set back", () => {
		const hub = new EventHub();
		hub.subscribe(nothing, nothing);
		hub.publish(decision(3_600_000));
		expect([3_600_050, 0].map((atMs) => hub.wantsDecision(atMs))).toEqual([false, true]);
	});

	test("wants no more of requests that end in another order than they came in", () => {
		const hub = new EventHub();
		hub.subscribe(nothing, nothing);
		const wanted = [1250, 1000, 1301, 1060, 1350].map((atMs) => {
			const wanted = hub.wantsDecision(atMs);
			if (wanted) hub.publish(decision(atMs));
			return wanted;
		});
		expect(wanted).toEqual([true, false, false, false, true]);
	});

	test("says goodbye once, and only to those who are still there", () => {
		const hub = new EventHub();
		let goodbyes = 0;
		const leave = hub.subscribe(nothing, () => goodbyes++);
		hub.subscribe(
			() => {},
			() => goodbyes++,
		);
		leave();
		hub.close();
		hub.close();
		expect([goodbyes, hub.size]).toEqual([1, 0]);
	});

	test("ends who comes after the end at once", () => {
		const hub = new EventHub();
		hub.close();
		let goodbyes = 0;
		hub.subscribe(nothing, () => goodbyes++);
		expect([goodbyes, hub.size]).toEqual([1, 0]);
	});
});
