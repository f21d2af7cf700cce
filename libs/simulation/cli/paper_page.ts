import { type Finding, verdictText } from "../paper/claim.ts";
import type { Reproduction } from "../paper/reproduce.ts";
import type { PaperChart } from "./paper_chart_marks.ts";
import { counts, findingColumns, findingRow } from "./paper_report.ts";

/** The figures that the page shows. */
const figures = ["figure_3a_accuracy", "figure_6_accuracy", "figure_7_reliance"];

/**
 * The page about the reproduction, for the repository: what holds, what does not and why, and the figures that say most.
 *
 * @returns its Markdown, and the charts that must lie in `paper/` beside it
 */
export function paperPage(
	result: Reproduction,
	charts: readonly PaperChart[],
): { text: string; shown: readonly PaperChart[] } {
	const shown = figures.map((name) => charts.find((chart) => chart.name === name)!);
	const { findings, setting } = result;
	const open = findings.filter(({ verdict }) => verdict !== "reproduced");
	const text = `# The paper, claim by claim

<!-- Written by: npx nx run simulation:paper -- --docs docs -->

*MDInference: Balancing Inference Accuracy and Latency for Mobile Applications* (Ogden and Guo, IEEE IC2E 2020), run again with
this repository's simulator and the very policies that the gateway uses. ${counts(findings)}

\`\`\`sh
npx nx run simulation:paper                   # a table here, the report in data/local/paper/paper.html
npx nx run simulation:paper -- --docs docs    # writes this page
npx nx run simulation:paper -- --help
\`\`\`

The command ends with status 0 while no claim fails. A claim is *reproduced* if our figure lies within a tolerance whose reason
the report lists beside it: printed digits, the sampling error of the paper's own requests, or what we take one of its words to
mean. It *contradicts* the paper itself, or is *not reproducible* from what is published, only while figures of the same run bear
that out; else it *fails*. Here: ${setting.requests.toLocaleString("en")} requests at each point of a curve, ${setting.many.toLocaleString("en")} or
more where a number is compared, seed ${setting.seed}.

The traces behind Table IV and Figures 7 and 8 are not public. Their networks are lognormals fitted to Table IV's two static rows,
which therefore agree by construction, as does MDInference's reliance, which is static latency's. Its accuracy is a result.

${shown.map(({ name, caption }) => `![${caption}](paper/${name}.svg)\n\n*${caption}*`).join("\n\n")}

## What does not hold, and why

${[...byExplanation(open)].map(([explanation, group]) => `- ${group.map(({ claim }) => claim.says).join("; ")}: *${verdictText(group[0]!)}*. ${explanation}`).join("\n")}

## Every claim

${row(findingColumns)}
${row(findingColumns.map(() => "---"))}
${findings.map((finding) => row(findingRow(finding))).join("\n")}
`;
	return { text, shown };
}

function byExplanation(findings: readonly Finding[]): Map<string, Finding[]> {
	const groups = new Map<string, Finding[]>();
	for (const finding of findings) {
		groups.set(finding.explanation, [...(groups.get(finding.explanation) ?? []), finding]);
	}
	return groups;
}

function row(cells: readonly string[]): string {
	return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
