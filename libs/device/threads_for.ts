import type { Manifest } from "@mdinference/contract";

/**
 * Below this a second thread costs more than it brings: small, of 3.5, took 0.95 ms on one thread and 1.06 on two, while
 * medium, of 13, took 2.2 and 2.0 even where other programs used both cores.
 */
const worthwhileMegaMacs = 10;

/** More threads than fast cores make a phone slower, and few phones have more than four. */
const maxThreads = 4;

/** What a page may use. */
export interface Machine {
	/** Without `SharedArrayBuffer`, that is, without cross-origin isolation, there is one thread. */
	isIsolated: boolean;
	/** `navigator.hardwareConcurrency`. */
	cores: number;
}

/** How many threads compute a model on WebAssembly. */
export function threadsFor(
	{ megaMacs = 0 }: Pick<Manifest, "megaMacs">,
	{ isIsolated, cores }: Machine,
): number {
	if (!isIsolated || megaMacs < worthwhileMegaMacs) return 1;
	// Where there are more than two, one is left to the page, whose timers keep the deadline.
	return Math.max(1, Math.min(maxThreads, cores > 2 ? cores - 1 : cores));
}
