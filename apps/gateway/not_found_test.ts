import { Problem } from "@mdinference/contract";
import { expect, test } from "vitest";
import { sampleApp } from "./testdata/sample_app.ts";

const app = sampleApp();

/** What is answered: its status, the slug of its problem, and which methods it allows. */
async function ask(method: string, path: string) {
	const response = await app.request(path, { method });
	const { type } = Problem.parse(await response.json());
	return [response.status, type.replace("/problems/", ""), response.headers.get("allow")];
}

test.each([
	["GET", "/v1/tasks/characters/infer", "POST"],
	["DELETE", "/v1/outcomes", "POST"],
	["GET", "/v1/profiles/nano/pin", "POST"],
	["POST", "/v1/profiles/nano/versions", "GET, HEAD"],
	["PUT", "/v1/tasks", "GET, HEAD"],
	["POST", "/metrics", "GET, HEAD"],
	["PATCH", "/docs", "GET, HEAD"],
	["POST", "/", "GET, HEAD"],
])("%s %s is a method that is not allowed there, where %s is", async (method, path, allow) => {
	expect(await ask(method, path)).toEqual([405, "method-not-allowed", allow]);
});

test.each([
	["GET", "/v1/nothing"],
	["POST", "/v1/nothing"],
	["POST", "/v1/profiles/nano/forget"],
	["POST", "/docs/assets/swagger-ui.css"],
	["OPTIONS", "/metrics"],
])("%s %s is not found", async (method, path) => {
	expect(await ask(method, path)).toEqual([404, "not-found", null]);
});
