import { describe, expect, test } from "vitest";
import { timeRuns, timeSideBySide } from "./service_times.ts";

const still = async () => {};

describe("timeRuns()", () => {
	test("times the runs asked for and tells of each", async () => {
		let told = 0;
		const times = await timeRuns(still, 20, (more) => {
			told += more;
		});
		expect([told, times.runs]).toEqual([20, 20]);
		expect(times.quantileMs(0)).toBeLessThanOrEqual(times.quantileMs(1));
		expect(times.meanMs).toBeLessThanOrEqual(times.quantileMs(1));
	});
});

describe("timeSideBySide()", () => {
	/** Notes who ran, in letters. */
	const recorded = () => {
		const order: string[] = [];
		const note = (name: string) => async () => {
			order.push(name);
		};
		return { order, first: note("a"), second: note("b") };
	};

	test("alternates blocks and swaps their order, so that a slow minute strikes both alike", async () => {
		const { order, first, second } = recorded();
		const { ratios } = await timeSideBySide(first, second, { runs: 5, block: 2 });
		expect(order.join("").slice(2)).toBe("aabb" + "bbaa" + "ab");
		expect(ratios).toHaveLength(3);
	});

	test("sees that one way takes longer, and which", async () => {
		const busy = (ms: number) => async () => {
			const end = performance.now() + ms;
			while (performance.now() < end);
		};
		const { first, second, ratios } = await timeSideBySide(busy(2), busy(1), { runs: 20, block: 1 });
		expect(first.quantileMs(0)).toBeGreaterThanOrEqual(2);
		expect(second.quantileMs(0)).toBeGreaterThanOrEqual(1);
		expect(ratios[10]).toBeGreaterThan(1);
	});
});
