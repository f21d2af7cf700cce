/**
 * Shows how far a piece of work is: a bar that redraws itself on a terminal, a line each tenth in a log.
 *
 * @param what the work, in a few words
 * @param total its size, in whatever is counted
 * @returns a function that counts more of it as done
 */
export function progressBar(what: string, total: number): (more: number) => void {
	const width = 30;
	const started = performance.now();
	let done = 0;
	let shown = -1;
	return (more) => {
		done += more;
		const steps = process.stderr.isTTY ? width : 10;
		const step = Math.floor((steps * done) / total);
		if (step === shown) return;
		shown = step;
		const full = Math.floor((width * done) / total);
		const seconds = (performance.now() - started) / 1000;
		const bar = `${"#".repeat(full)}${".".repeat(width - full)}`;
		const line = `${what} [${bar}] ${done}/${total} ${seconds.toFixed(1)} s`;
		process.stderr.write(process.stderr.isTTY ? `\r${line}${done >= total ? "\n" : ""}` : `${line}\n`);
	};
}
