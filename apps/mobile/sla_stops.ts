/** Deadlines that the slider offers, in milliseconds: closer together where they matter more. */
export const slaStops: readonly number[] = [
	50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 650, 800, 1000, 1250, 1500, 1750, 2000,
];

/** The place on the slider that is closest to a deadline, by ratio. */
export function nearestStop(slaMs: number): number {
	const distances = slaStops.map((stop) => Math.abs(Math.log(stop / slaMs)));
	return distances.indexOf(Math.min(...distances));
}
