import type { DeviceFamily } from "@mdinference/device";

/** How the models on this phone stand; `model` is the one that the last request was given, at first the smallest. */
export type PhoneStatus =
	| { state: "waiting" }
	| { state: "none" }
	| { state: "loading" | "ready"; model: string }
	| { state: "failed"; error: Error };

/** What the status of a family depends on. */
export type FamilyState = {
	devices: readonly Pick<DeviceFamily["devices"][number], "state">[];
	chosen: Pick<DeviceFamily["chosen"], "name">;
};

/** Whether none of the models can be had. */
export function isLost({ devices }: Pick<FamilyState, "devices">): boolean {
	return devices.every(({ state }) => state === "failed");
}

/**
 * The status that the models make; the one before where that says the same.
 *
 * @param family the models
 * @param before the status that is shown
 * @param problem what kept them from being had, the last time that was tried; null where nothing did
 */
export function phoneStatusOf(family: FamilyState, before: PhoneStatus, problem: Error | null): PhoneStatus {
	if (isLost(family)) {
		const isTold = before.state === "failed" || problem === null;
		return isTold ? before : { state: "failed", error: problem };
	}
	const state = family.devices.some(({ state }) => state === "ready") ? "ready" : "loading";
	const model = family.chosen.name;
	const isSame = before.state === state && before.model === model;
	return isSame ? before : { state, model };
}
