import type { Controller } from "@mdinference/controller";
import type { ZooModel } from "@mdinference/inference";
import { expect, test } from "vitest";
import { type ReportOptions, startReport } from "./start_report.ts";

const options: ReportOptions = {
	models: [],
	controller: { profile: () => ({ service: { summary: () => null } }) } as unknown as Controller,
	databasePath: "outcomes.sqlite",
	remembered: 0,
	host: "127.0.0.1",
	port: 8787,
	httpsPort: null,
	workers: 1,
	pageBuilt: true,
	seconds: 1,
};

test.each([
	["127.0.0.1", "http://localhost:8787"],
	["192.168.1.5", "http://192.168.1.5:8787"],
	["::1", "http://[::1]:8787"],
])("a gateway that listens on %s says that it is ready at %s", (host, url) => {
	const report = startReport({ ...options, host });
	expect(report).toContain(`Ready after 1.0 s at ${url}\n`);
	expect(report).toContain(`${url}/docs`);
});

test.each([
	[["letters"], ["http://localhost:8787"]],
	[
		["letters", "plants"],
		["http://localhost:8787/?task=letters", "http://localhost:8787/?task=plants"],
	],
])("a gateway that serves %j says where the page is for each", (tasks, pages) => {
	const models = tasks.flatMap((task) =>
		["small", "large"].map((name) => ({ manifest: { task, name, accuracy: { top1: 1 }, bytes: 1 } })),
	) as ZooModel[];
	const report = startReport({ ...options, models });
	expect([...report.matchAll(/^ {2}page +(.*)$/gm)].map(([, page]) => page)).toEqual(pages);
});
