import type { Database } from "better-sqlite3";
import type { SqlValue } from "./table_insert.ts";

/** Collects what a transaction adds to a table of sums, and adds it once a row at the end. */
export interface Tally {
	/**
	 * Adds to the row of a key.
	 *
	 * @param key values of the key's columns
	 * @param amounts what to add to each sum: whole numbers
	 */
	add(key: readonly SqlValue[], amounts: readonly number[]): void;
	/** How much was added so far: see {@link Tally.undo}. */
	mark(): number;
	/** Forgets what was added since a mark, because its savepoint was rolled back. */
	undo(mark: number): void;
	/** Writes what was added, and starts anew. */
	write(): void;
}

/**
 * Prepares a tally.
 *
 * @param database an open outcome log
 * @param table the table of sums
 * @param keys its key columns
 * @param sums its other columns
 */
export function tally(
	database: Database,
	table: string,
	keys: readonly string[],
	sums: readonly string[],
): Tally {
	const columns = [...keys, ...sums];
	const statement = database.prepare(
		`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
		ON CONFLICT (${keys.join(", ")}) DO UPDATE SET ${sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(", ")}`,
	);
	let added: { key: readonly SqlValue[]; amounts: readonly number[] }[] = [];
	return {
		add(key, amounts) {
			added.push({ key, amounts });
		},
		mark: () => added.length,
		undo(mark) {
			added.length = mark;
		},
		write() {
			const rows = new Map<string, { key: readonly SqlValue[]; total: number[] }>();
			for (const { key, amounts } of added) {
				const name = JSON.stringify(key);
				const row = rows.get(name);
				if (row === undefined) rows.set(name, { key, total: [...amounts] });
				else for (const [index, amount] of amounts.entries()) row.total[index]! += amount;
			}
			added = [];
			for (const { key, total } of rows.values()) {
				if (total.some((amount) => amount !== 0)) statement.run([...key, ...total]);
			}
		},
	};
}
