import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["**/*_test.ts", "**/*_test.tsx"],
		exclude: ["**/node_modules/**", "**/dist/**"],
		pool: "threads",
		// For machines that do other things, too: only what never comes is waited for that long.
		testTimeout: 30_000,
		hookTimeout: 60_000,
		expect: { poll: { timeout: 15_000 } },
	},
});
