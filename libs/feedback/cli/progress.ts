/**
 * Shows on the standard error how far a piece of work is: a bar that redraws itself on a terminal, a line each tenth in
 * a log.
 *
 * @param what the work, in a few words
 * @param total its size, in whatever is counted
 * @returns a function that counts more of it as done
 */
export function progressBar(what: string, total: number): (more: number) => void {
	const width = 30;
	const isTerminal = process.stderr.isTTY;
	let done = 0;
	let shown = 0;
	return (more) => {
		done += more;
		const step = Math.floor(((isTerminal ? width : 10) * done) / total);
		if (step === shown) return;
		shown = step;
		const full = Math.min(width, Math.floor((width * done) / total));
		const line = `${what} [${"#".repeat(full)}${".".repeat(width - full)}] ${done}/${total}`;
		process.stderr.write(isTerminal ? `\r${line}${done >= total ? "\n" : ""}` : `${line}\n`);
	};
}
