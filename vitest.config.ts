import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["**/*_test.ts", "**/*_test.tsx"],
		exclude: ["**/node_modules/**", "**/dist/**"],
		pool: "threads",
	},
});
