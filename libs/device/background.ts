import { DeviceError } from "./device_error.ts";

/** What a device does when nobody asks anything of it: one thing at a time, and aside at once when a request comes. */
export interface Background {
	/** A request begins: what runs in the background is told to stop. Call what this returns when the request has ended. */
	busy(): () => void;
	/** Resolves when the next request begins. */
	nextRequest(): Promise<void>;
	/**
	 * Does a piece of work once nothing was asked for a while and the page is seen. Its signal is aborted when a request
	 * comes or the page is hidden; work that then rejects is done again at the next quiet moment. Rejects with the work's
	 * own error, or with a {@link DeviceError} of kind `closed`.
	 */
	run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
	/** Begins to watch the page; what it returns says whether the page has been seen all the while. */
	watchPage(): () => boolean;
	/** Gives up what waits and what runs. */
	close(): void;
}

/**
 * Makes a background.
 *
 * @param idleMs so long must nothing have been asked before anything is done, in milliseconds; infinite: nothing is
 */
export function createBackground(idleMs: number): Background {
	const page: Document | undefined = globalThis.document;
	let requests = 0;
	let absences = 0;
	let closed = false;
	let quietSinceMs = performance.now();
	let interruption = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let onQuiet: (() => void) | null = null;
	let onRequest: (() => void)[] = [];
	let last: Promise<unknown> = Promise.resolve();

	const isSeen = () => page?.visibilityState !== "hidden";
	const isQuiet = () => requests === 0 && isSeen();

	function interrupt(): void {
		interruption.abort(new DOMException("A request came first.", "AbortError"));
		interruption = new AbortController();
	}

	function pageChanged(): void {
		if (isSeen()) {
			settle();
			return;
		}
		absences += 1;
		interrupt();
	}

	/** The last request has ended, or the page is seen again. */
	function settle(): void {
		quietSinceMs = performance.now();
		wakeWhenQuiet();
	}

	function wakeWhenQuiet(): void {
		clearTimeout(timer);
		if (onQuiet === null || !isQuiet()) return;
		const waitMs = Math.max(0, quietSinceMs + idleMs - performance.now());
		if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(onQuiet, waitMs);
	}

	async function quiet(): Promise<void> {
		while (!closed && !(isQuiet() && performance.now() - quietSinceMs >= idleMs)) {
			await new Promise<void>((resolve) => {
				onQuiet = resolve;
				wakeWhenQuiet();
			});
			onQuiet = null;
		}
		if (closed) throw new DeviceError("closed", "The device was closed.");
	}

	async function whenQuiet<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
		for (;;) {
			await quiet();
			const { signal } = interruption;
			try {
				return await work(signal);
			} catch (error) {
				if (!signal.aborted) throw error;
			}
		}
	}

	page?.addEventListener("visibilitychange", pageChanged);
	return {
		busy() {
			requests += 1;
			interrupt();
			for (const resolve of onRequest.splice(0)) resolve();
			let isOver = false;
			return () => {
				if (isOver) return;
				isOver = true;
				requests -= 1;
				settle();
			};
		},
		nextRequest: () => new Promise((resolve) => void onRequest.push(resolve)),
		run(work) {
			const turn = last.then(() => whenQuiet(work));
			last = turn.catch(() => undefined);
			return turn;
		},
		watchPage() {
			const before = absences;
			const wasSeen = isSeen();
			return () => wasSeen && absences === before;
		},
		close() {
			closed = true;
			onRequest = [];
			page?.removeEventListener("visibilitychange", pageChanged);
			interrupt();
			clearTimeout(timer);
			onQuiet?.();
		},
	};
}
