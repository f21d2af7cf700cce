/** An upper room. */
export function write(row: number): void {
	process.stdout.write(`${row}`);
}
