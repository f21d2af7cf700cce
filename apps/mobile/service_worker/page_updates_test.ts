import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watchPageUpdates } from "./page_updates.ts";

/** A page without a worker of its own, in a browser that has an active worker in this state, or none. */
async function uncontrolledPage(state: ServiceWorkerState | null) {
	const registration = Object.assign(new EventTarget(), {
		active: state === null ? null : { state },
		installing: null,
		waiting: null,
	});
	const workers = Object.assign(new EventTarget(), { controller: null, register: async () => registration });
	const reload = vi.fn();
	watchPageUpdates({ workers: workers as unknown as ServiceWorkerContainer, reload });
	await vi.waitUntil(() => vi.mocked(matchMedia).mock.calls.length > 0);
	return { reload, takeOver: () => workers.dispatchEvent(new Event("controllerchange")) };
}

beforeEach(() => {
	const page = { readyState: "complete", visibilityState: "visible" };
	vi.stubGlobal("document", Object.assign(new EventTarget(), page));
	vi.stubGlobal("addEventListener", vi.fn());
	vi.stubGlobal(
		"matchMedia",
		vi.fn(() => ({ matches: false })),
	);
});
afterEach(() => {
	vi.unstubAllGlobals();
});

describe("a worker takes over a page that has none", () => {
	test.each([null, "activating"] as const)(
		"at a first visit the page has its files already, and goes on; the next worker brings others (%s)",
		async (state) => {
			const { reload, takeOver } = await uncontrolledPage(state);
			takeOver();
			expect(reload).not.toHaveBeenCalled();
			takeOver();
			expect(reload).toHaveBeenCalledOnce();
		},
	);

	test("a page that was reloaded past its worker is loaded anew with all others", async () => {
		const { reload, takeOver } = await uncontrolledPage("activated");
		takeOver();
		expect(reload).toHaveBeenCalledOnce();
	});
});
