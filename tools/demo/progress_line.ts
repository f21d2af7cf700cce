/**
 * Tells on the standard error how far a piece of work is: a line that redraws itself on a terminal, ten lines elsewhere.
 *
 * @param what is counted, in the plural
 * @param total how many
 * @returns counts one as done
 */
export function progressLine(what: string, total: number): () => void {
	const startedAtMs = performance.now();
	const isTerminal = process.stderr.isTTY;
	const every = Math.max(1, Math.ceil(total / (isTerminal ? 200 : 10)));
	let done = 0;
	return () => {
		done += 1;
		if (done % every !== 0 && done !== total) return;
		const seconds = Math.round((performance.now() - startedAtMs) / 1000);
		const end = isTerminal && done < total ? "" : "\n";
		process.stderr.write(`${isTerminal ? "\r" : ""}${done} of ${total} ${what}, ${seconds} s${end}`);
	};
}
