/**
 * Results that people read: charts as SVG, pages as HTML and tables as text, made without a browser.
 *
 * @module
 */
export * from "./chart_svg.ts";
export * from "./markdown_table.ts";
export * from "./palette.ts";
export * from "./report_page.ts";
export * from "./text_table.ts";
