import type { Controller } from "@mdinference/controller";
import { expect, test } from "vitest";
import { startReport } from "./start_report.ts";

test.each([
	["127.0.0.1", "http://localhost:8787"],
	["192.168.1.5", "http://192.168.1.5:8787"],
	["::1", "http://[::1]:8787"],
])("a gateway that listens on %s says that it is ready at %s", (host, url) => {
	const report = startReport({
		models: [],
		controller: {} as Controller,
		databasePath: "outcomes.sqlite",
		remembered: 0,
		host,
		port: 8787,
		httpsPort: null,
		workers: 1,
		pageBuilt: true,
		seconds: 1,
	});
	expect(report).toContain(`Ready after 1.0 s at ${url}\n`);
	expect(report).toContain(`${url}/docs`);
});
