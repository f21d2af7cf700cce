/** A duration as people read it: `8.4 ms`, `112 ms`, `1.25 s`. */
export function duration(ms: number): string {
	if (ms < 9.95) return `${ms.toFixed(1)} ms`;
	return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(2))} s`;
}

/** A probability as people read it; certainty is not claimed where there is none. */
export function percent(probability: number): string {
	const value = probability * 100;
	if (value > 99.5 && value < 100) return "> 99 %";
	return value > 0 && value < 0.5 ? "< 1 %" : `${Math.round(value)} %`;
}

/** A size as people read it: `900 B`, `11 kB`, `1.3 MB`. */
export function bytes(count: number): string {
	if (count < 1000) return `${count} B`;
	const [value, unit] = count < 999_500 ? [count / 1e3, "kB"] : [count / 1e6, "MB"];
	return `${Number(value.toFixed(value < 9.95 ? 1 : 0))} ${unit}`;
}

/** A moment as people read it, to the minute; the year where it is not this one. */
export function moment(unixMs: number, nowMs: number = Date.now()): string {
	const isThisYear = new Date(unixMs).getFullYear() === new Date(nowMs).getFullYear();
	const year = isThisYear ? {} : ({ year: "numeric" } as const);
	const options = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit", ...year } as const;
	return new Intl.DateTimeFormat("en", options).format(unixMs);
}

/** A number of things: `1 answer`, `2 answers`. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What kind of label it is, for characters that look alike. */
export function kindOfLabel(label: string): string {
	if (/^\d$/.test(label)) return "digit";
	return /^\p{L}$/u.test(label) ? "letter" : "";
}
