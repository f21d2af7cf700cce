/**
 * Results that people read: charts as SVG and pages as HTML, made without a browser.
 *
 * @module
 */
export * from "./chart_svg.ts";
export * from "./palette.ts";
export * from "./report_page.ts";
