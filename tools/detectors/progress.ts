/**
 * Tells on the standard error how far a piece of work is, in one line that redraws itself on a terminal.
 *
 * @param total number of parts
 * @returns a function that counts a part as done
 */
export function progressLine(total: number): () => void {
	const started = performance.now();
	let done = 0;
	return () => {
		done += 1;
		const seconds = Math.round((performance.now() - started) / 1000);
		const end = process.stderr.isTTY && done < total ? "" : "\n";
		process.stderr.write(`${process.stderr.isTTY ? "\r" : ""}${done} of ${total} done, ${seconds} s${end}`);
	};
}
