/**
 * Shows how far a long piece of work is, on the error output: a bar that redraws itself on a terminal, a line each tenth
 * in a log, and nothing for work that ends within a second.
 *
 * @param what the work, in a few words
 * @param total its number of steps
 * @returns a function to call after each step
 */
export function showProgress(what: string, total: number): () => void {
	const width = 30;
	const startedMs = performance.now();
	let done = 0;
	let shown = 0;
	return () => {
		done++;
		const step = Math.floor(((process.stderr.isTTY ? width : 10) * done) / total);
		if (step === shown || performance.now() - startedMs < 1000) return;
		shown = step;
		const full = Math.floor((width * done) / total);
		const line = `${what} [${"#".repeat(full)}${".".repeat(width - full)}] ${done}/${total}`;
		process.stderr.write(process.stderr.isTTY ? `\r${line}${done === total ? "\n" : ""}` : `${line}\n`);
	};
}
