import type { DeviceMemory, DeviceRecord } from "./device_memory.ts";
import type { Provider } from "./messages.ts";
import { profiledRuns, profileOf, type RunProfile } from "./run_profile.ts";

/** How long a change may wait before it is kept: a visit that ends at once loses no more than this, in milliseconds. */
const saveMs = 1_000;

/** The last runs of a model by what computed them, kept between visits. */
export interface RunWindow {
	/** How WebGPU did when it was tried; null where it never was. */
	webgpu: DeviceRecord["webgpu"];
	/** Counts a run. */
	add(provider: Provider, runMs: number): void;
	/** How long the last runs took; null where there were none, in this visit or an earlier one. */
	profile(provider: Provider): RunProfile | null;
	/** Runs of this visit. */
	fresh(provider: Provider): number;
	/** Keeps what is not kept yet, now. */
	save(): void;
}

/** Makes a window that begins with what the last visit left under a key. */
export function createRunWindow(memory: DeviceMemory, key: string): RunWindow {
	const record = memory.recall(key);
	const runsMs = { wasm: recent(record?.runsMs.wasm), webgpu: recent(record?.runsMs.webgpu) };
	const fresh = { wasm: 0, webgpu: 0 };
	let webgpu = record?.webgpu ?? null;
	let timer: ReturnType<typeof setTimeout> | undefined;

	function save(): void {
		if (timer === undefined) return;
		clearTimeout(timer);
		timer = undefined;
		memory.remember(key, { webgpu, runsMs });
	}

	function saveSoon(): void {
		timer ??= setTimeout(save, saveMs);
	}

	return {
		get webgpu() {
			return webgpu;
		},
		set webgpu(reason) {
			webgpu = reason;
			saveSoon();
		},
		add(provider, runMs) {
			runsMs[provider] = recent([...runsMs[provider], runMs]);
			fresh[provider] += 1;
			saveSoon();
		},
		profile: (provider) => profileOf(runsMs[provider]),
		fresh: (provider) => fresh[provider],
		save,
	};
}

function recent(runsMs: readonly number[] = []): readonly number[] {
	return runsMs.slice(-profiledRuns);
}
