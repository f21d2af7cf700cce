import { describe, expect, test } from "vitest";
import { reportPage } from "./report_page.ts";

const page = reportPage({
	title: "Policies & networks",
	summary: "<b>bold</b> claims stay text.",
	sections: [
		{
			title: "First",
			text: ["One.", "Two."],
			figures: [{ svg: '<svg><path d="M0,0" /></svg>', caption: "A figure" }],
		},
		{ title: "Second", tables: [{ columns: ["policy", "top-1"], rows: [["<value>", 82.4]] }] },
	],
});

describe("reportPage()", () => {
	test("has a heading, a summary and a list of contents that leads to every section", () => {
		expect(page).toContain("<h1>Policies &amp; networks</h1>");
		expect(page).toContain('<a href="#s1">First</a>');
		expect(page).toContain('<section id="s2"><h2>Second</h2>');
	});

	test("escapes all text, and keeps figures as they are", () => {
		expect(page).toContain("&lt;b&gt;bold&lt;/b&gt; claims");
		expect(page).toContain("<td>&lt;value&gt;</td>");
		expect(page).toContain('<svg><path d="M0,0" /></svg><figcaption>A figure</figcaption>');
	});

	test("sets numbers flush right", () => {
		expect(page).toContain('<td class="number">82.4</td>');
	});

	test("asks for nothing from elsewhere", () => {
		expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
	});
});
