/**
 * A real browser for tests: finds an installed Chrome or Chromium, gets one where there is none, starts it without a
 * window.
 *
 * @module
 */
export * from "./find_browser.ts";
export * from "./launch_browser.ts";
