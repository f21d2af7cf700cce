/** A package of the project graph. */
export interface Package {
	/** Its name in the graph. */
	name: string;
	/** Its place: `type:app|lib|tool|test` and `platform:any|node|browser`. */
	tags: readonly string[];
	/** Names of the packages that it imports. */
	imports: readonly string[];
}

/** What a check holds the graph against. */
export interface Plan {
	/** Which packages each app and library may import. */
	arrows: Readonly<Record<string, readonly string[]>>;
	/** Packages that every package may import. */
	ground: readonly string[];
}

const types = ["app", "lib", "tool", "test"];
const platforms = ["any", "node", "browser"];

/**
 * Holds a project graph against a plan: every arrow is in the plan, `any` imports neither `node` nor `browser`, these
 * two never import each other, nothing imports an app, and only tools and tests import tools and tests.
 *
 * @returns one sentence a violation
 *
 * @example
 * ```ts
 * const stats = { name: "stats", tags: ["type:lib", "platform:any"], imports: ["feedback"] };
 * const feedback = { name: "feedback", tags: ["type:lib", "platform:node"], imports: [] };
 * const plan = { arrows: { stats: [], feedback: [] }, ground: [] };
 * console.assert(checkGraph([stats, feedback], plan).length === 2);
 * ```
 */
export function checkGraph(packages: readonly Package[], { arrows, ground }: Plan): string[] {
	const byName = new Map(packages.map((entry) => [entry.name, entry]));
	const gone = Object.keys(arrows).filter((name) => !byName.has(name));
	return [
		...gone.map((name) => `${name} stands in the plan, but there is no such package.`),
		...packages.flatMap((from) => [
			...checkTags(from),
			...from.imports.flatMap((name) => checkArrow(from, byName.get(name)!, { arrows, ground })),
		]),
	];
}

function checkTags({ name, tags }: Package): string[] {
	const missing = (kind: string, values: string[]) =>
		tags.filter((tag) => values.some((value) => tag === `${kind}:${value}`)).length === 1
			? []
			: [`${name} needs one tag of ${values.map((value) => `${kind}:${value}`).join(", ")} in package.json.`];
	return [...missing("type", types), ...missing("platform", platforms)];
}

function checkArrow(from: Package, to: Package, { arrows, ground }: Plan): string[] {
	const arrow = `${from.name} -> ${to.name}`;
	const fromType = value(from, "type");
	if (fromType === "tool" || fromType === "test") return [];
	const allowed = arrows[from.name];
	const complaints: string[] = [];
	if (allowed === undefined) complaints.push(`${from.name} has no place in the plan.`);
	else if (!allowed.includes(to.name) && !ground.includes(to.name)) {
		complaints.push(
			`${arrow} is not in the plan; ${from.name} may import: ${allowed.join(", ") || "nothing"}.`,
		);
	}
	const here = value(from, "platform");
	const there = value(to, "platform");
	if (there !== "any" && here !== there)
		complaints.push(`${arrow} crosses platforms: ${here} imports ${there}.`);
	return complaints;
}

function value({ tags }: Package, kind: string): string | undefined {
	return tags.find((tag) => tag.startsWith(`${kind}:`))?.slice(kind.length + 1);
}
