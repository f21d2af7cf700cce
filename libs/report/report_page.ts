import { type MadeElement, parseDocument } from "./empty_document.ts";

/** A table of a report. */
export interface ReportTable {
	/** What stands above each column. */
	columns: readonly string[];
	/** The cells, row by row; numbers are set flush right. */
	rows: readonly (readonly (string | number)[])[];
}

/** A section of a report: text, then tables, then figures. */
export interface ReportSection {
	/** Its heading. */
	title: string;
	/** Paragraphs of plain text. */
	text?: readonly string[];
	/** Its tables. */
	tables?: readonly ReportTable[];
	/** Its figures: an SVG (see `chartSvg`) and what to see in it. */
	figures?: readonly {
		/** The text of an SVG element; it is trusted. */
		svg: string;
		/** What a reader should see. */
		caption: string;
	}[];
}

/** A report. */
export interface Report {
	/** What it reports. */
	title: string;
	/** The result in a sentence or two: plain text. */
	summary: string;
	/** Its sections, in order. */
	sections: readonly ReportSection[];
}

/**
 * A report as one HTML file that needs nothing else: it opens from a disk, reads on a phone, follows light and dark, and
 * has a list of contents. All text is escaped.
 *
 * @example
 * ```ts
 * import { reportPage } from "@mdinference/report";
 *
 * const html = reportPage({
 * 	title: "Table IV",
 * 	summary: "Two of two rows hold.",
 * 	sections: [{ title: "University", tables: [{ columns: ["policy", "accuracy (%)"], rows: [["<fastest>", 41.4]] }] }],
 * });
 * if (!html.includes("&lt;fastest&gt;")) throw new Error("text is escaped");
 * ```
 */
export function reportPage({ title, summary, sections }: Report): string {
	const document = parseDocument(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title></title>
<style>${style}</style>
</head>
<body><header><h1></h1><p></p><nav aria-label="Contents"><ol></ol></nav></header><main></main></body>
</html>`);
	const element = (tag: string, text = ""): MadeElement => {
		const made = document.createElement(tag);
		made.textContent = text;
		return made;
	};
	const place = (selector: string) => document.querySelector(selector)!;
	place("title").textContent = title;
	place("h1").textContent = title;
	place("header p").textContent = summary;
	for (const [index, section] of sections.entries()) {
		const id = `s${index + 1}`;
		const link = element("a", section.title);
		link.setAttribute("href", `#${id}`);
		const entry = element("li");
		entry.append(link);
		place("ol").append(entry);
		const part = element("section");
		part.setAttribute("id", id);
		part.append(element("h2", section.title));
		for (const text of section.text ?? []) part.append(element("p", text));
		for (const table of section.tables ?? []) part.append(tableOf(table));
		for (const { svg, caption } of section.figures ?? []) {
			const figure = element("figure");
			figure.innerHTML = svg;
			figure.append(element("figcaption", caption));
			part.append(figure);
		}
		place("main").append(part);
	}
	return `${document.toString()}\n`;

	function tableOf({ columns, rows }: ReportTable): MadeElement {
		const table = element("table");
		const head = element("thead");
		head.append(rowOf(columns, "th"));
		const body = element("tbody");
		body.append(...rows.map((cells) => rowOf(cells, "td")));
		table.append(head, body);
		const scroll = element("div");
		scroll.className = "scroll";
		scroll.setAttribute("tabindex", "0");
		scroll.append(table);
		return scroll;
	}

	function rowOf(cells: readonly (string | number)[], tag: "th" | "td"): MadeElement {
		const row = element("tr");
		for (const cell of cells) {
			const made = element(tag, String(cell));
			if (typeof cell === "number") made.className = "number";
			row.append(made);
		}
		return row;
	}
}

const style = `
:root { color-scheme: light dark; --line: #8884; --paper: light-dark(#fff, #16181c); --ink: light-dark(#1b1d21, #e6e8eb); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink);
	font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
a { color: light-dark(#0b57d0, #8ab4f8); }
nav ol { columns: 18rem; padding-left: 1.4rem; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { border-bottom-width: 2px; } td.number { text-align: right; }
figure { margin: 1.5rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; min-width: 34rem; }
figcaption { color: light-dark(#555, #aaa); font-size: .9rem; }
`;
