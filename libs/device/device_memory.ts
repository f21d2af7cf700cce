import type { Provider } from "./messages.ts";
import type { TrialVerdict } from "./trial.ts";

/** What was learned of a model on this device. */
export interface DeviceRecord {
	/** How WebGPU did when it was tried; null where it never was. */
	webgpu: TrialVerdict["reason"] | null;
	/** How long the last runs took, oldest first, by what computed them, in milliseconds. */
	runsMs: Partial<Record<Provider, readonly number[]>>;
}

/** Keeps between visits what was learned of models on this device. Nothing that it does fails. */
export interface DeviceMemory {
	/** What was learned, or null where nothing is known. */
	recall(key: string): DeviceRecord | null;
	/** Keeps what was learned. */
	remember(key: string, record: DeviceRecord): void;
}

const storageKey = "mdi-device";
/** Browser updates make new keys; the record that was written longest ago goes first. */
const maxRecords = 16;
const reasons: readonly DeviceRecord["webgpu"][] = [
	null,
	"faster",
	"wanted",
	"slower",
	"wrong-answer",
	"not-finite",
];

/**
 * Keeps it in the browser's local storage, and nothing where that is refused or full.
 *
 * @example
 * ```ts
 * import { storedDeviceMemory } from "@mdinference/device";
 *
 * const memory = storedDeviceMemory();
 * memory.remember("this browser|nano", { webgpu: "slower", runsMs: { wasm: [3.1, 2.9] } });
 * ```
 */
export function storedDeviceMemory(): DeviceMemory {
	return {
		recall(key) {
			return read().find(([known]) => known === key)?.[1] ?? null;
		},
		remember(key, { webgpu, runsMs }) {
			const rounded = (runs: readonly number[] = []) => runs.map((ms) => Number(ms.toFixed(1)));
			const record = { webgpu, runsMs: { wasm: rounded(runsMs.wasm), webgpu: rounded(runsMs.webgpu) } };
			const others = read().filter(([known]) => known !== key);
			try {
				localStorage.setItem(storageKey, JSON.stringify([...others, [key, record]].slice(-maxRecords)));
			} catch {
				// Storage is refused or full: the next visit measures again.
			}
		},
	};
}

function read(): [string, DeviceRecord][] {
	try {
		const records: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
		return Array.isArray(records) ? records.filter(isEntry) : [];
	} catch {
		// Storage is refused, or holds what is not JSON.
		return [];
	}
}

function isEntry(value: unknown): value is [string, DeviceRecord] {
	if (!Array.isArray(value) || typeof value[0] !== "string") return false;
	const { webgpu, runsMs } = (value[1] ?? {}) as Partial<DeviceRecord>;
	return webgpu !== undefined && reasons.includes(webgpu) && isRuns(runsMs?.wasm) && isRuns(runsMs?.webgpu);
}

function isRuns(runs: unknown): boolean {
	return Array.isArray(runs) && runs.every((ms) => typeof ms === "number" && ms >= 0);
}
