import { expect, test } from "vitest";
import { sampleApp } from "./testdata/sample_app.ts";

const document = await (await sampleApp().request("/openapi.json")).json();

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

test.each(["/v1/outcomes", "/v1/feedback"])("%s says of each status of an item what it means", (path) => {
	const { description, responses } = document.paths[path].post;
	const { results } = responses[200].content["application/json"].schema.properties;
	for (const status of results.items.properties.status.enum)
		expect(description).toContain(`- \`${status}\`: `);
	expect(description).toContain(
		"`unknown-request`: no request with this id was answered here, or not yet: send",
	);
});
