import { expect, test } from "vitest";
import { sampleApp } from "./testdata/sample_app.ts";

const app = sampleApp();
const document = await (await app.request("/openapi.json")).json();

/** The schema of the items of a batch, as it is described. */
function itemOf(path: string, name: string) {
	const { schema } = document.paths[path].post.requestBody.content["application/json"];
	return schema.properties[name].items;
}

test("items of batches are described field by field, though each is answered by itself", () => {
	const outcome = itemOf("/v1/outcomes", "outcomes");
	expect(outcome.required).toEqual(expect.arrayContaining(["requestId", "slaMs", "answeredBy", "reason"]));
	expect(outcome.properties.answeredBy.enum).toEqual(["cloud", "device", "none"]);
	expect(outcome.properties.cloud.properties.networkMs).toMatchObject({ type: "number", minimum: 0 });
	const label = itemOf("/v1/feedback", "labels");
	expect(Object.keys(label.properties)).toEqual(["requestId", "label", "correct", "source", "labelledAtMs"]);
	expect(label.required).toEqual(["requestId", "source"]);
});

test("every path that is answered is described, but for pages", () => {
	const answered = app.routes.map(({ path }) => path.replaceAll(/:(\w+)/g, "{$1}"));
	const apart = new Set(["/", "/docs", "/openapi.json"]);
	const paths = answered.filter((path) => !path.includes("*") && !apart.has(path));
	const described = Object.keys(document.paths);
	expect(described).toEqual(expect.arrayContaining(paths));
	expect(described).toContain("/v1/models/{sha256}.onnx");
});

test("what is the operator's alone asks for a bearer token", () => {
	const [name, scheme] = Object.entries(document.components.securitySchemes)[0]!;
	expect(scheme).toMatchObject({ type: "http", scheme: "bearer" });
	for (const verb of ["rollback", "pin", "unpin"])
		expect(document.paths[`/v1/profiles/{model}/${verb}`].post.security).toEqual([{ [name]: [] }]);
	expect(document.paths["/v1/feedback"].post.security).toEqual([{}, { [name]: [] }]);
});

test("headers that hold a time are described as numbers with their bounds and the gateway's default", () => {
	const { parameters } = document.paths["/v1/tasks/{task}/infer"].post;
	const header = (wanted: string) => parameters.find(({ name }: { name: string }) => name === wanted).schema;
	expect(header("mdi-sla-ms")).toMatchObject({
		type: "number",
		exclusiveMinimum: 0,
		maximum: 60_000,
		default: 300,
	});
	expect(header("mdi-sla-ms")).not.toHaveProperty("pattern");
	expect(header("mdi-network-ms")).toMatchObject({ type: "number", minimum: 0, maximum: 3_600_000 });
});

test.each(["/v1/outcomes", "/v1/feedback"])("%s says of each status of an item what it means", (path) => {
	const { description, responses } = document.paths[path].post;
	const { results } = responses[200].content["application/json"].schema.properties;
	for (const status of results.items.properties.status.enum)
		expect(description).toContain(`- \`${status}\`: `);
	expect(description).toContain(
		"`unknown-request`: no request with this id was answered here, or not yet: send",
	);
});
