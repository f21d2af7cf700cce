import { expect, test } from "vitest";
import { type Locks, tabLock } from "./tab_lock.ts";

/** Locks as a browser grants them with `ifAvailable`. */
function browserLocks(): Locks {
	const held = new Set<string>();
	const request = async (name: string, _: LockOptions, run: (lock: Lock | null) => Promise<unknown>) => {
		if (held.has(name)) return run(null);
		held.add(name);
		return run({ name, mode: "exclusive" }).finally(() => held.delete(name));
	};
	return { request: request as unknown as LockManager["request"] };
}

test("one tab sends at a time for a gateway; the others are told so", async () => {
	const locks = browserLocks();
	let finish = () => {};
	const first = tabLock(
		"",
		locks,
	)(
		() =>
			new Promise((resolve) => {
				finish = resolve;
			}),
	);
	let runs = 0;
	const task = async () => {
		runs++;
	};
	expect(await tabLock("", locks)(task)).toBe(false);
	expect(await tabLock("https://other.example", locks)(task)).toBe(true);
	finish();
	expect(await first).toBe(true);
	expect(await tabLock("", locks)(task)).toBe(true);
	expect(runs).toBe(2);
});

test("a task that fails gives the lock back", async () => {
	const lock = tabLock("", browserLocks());
	await expect(lock(() => Promise.reject(new Error("offline")))).rejects.toThrow("offline");
	expect(await lock(async () => {})).toBe(true);
});

test("without locks every tab may send", async () => {
	let runs = 0;
	const lock = tabLock("", null);
	expect(await lock(async () => void runs++)).toBe(true);
	expect(runs).toBe(1);
});
