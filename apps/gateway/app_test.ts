import { describe, expect, test } from "vitest";
import { createStartingApp } from "./app.ts";

const app = createStartingApp({ phase: "starting" });
const elsewhere = { origin: "https://app.example" };

/** Whether a browser that asks lets a page on another origin send such a request. */
async function mayAsk(method: string, path: string): Promise<boolean> {
	const headers = {
		...elsewhere,
		"access-control-request-method": method,
		"access-control-request-headers": "content-type",
	};
	return (await app.request(path, { method: "OPTIONS", headers })).ok;
}

describe("a page on another origin", () => {
	test("may send pictures and reports, and read everything", async () => {
		expect(await mayAsk("POST", "/v1/tasks/characters/infer")).toBe(true);
		expect(await mayAsk("POST", "/v1/outcomes")).toBe(true);
		expect(await mayAsk("GET", "/v1/profiles")).toBe(true);
		expect(await mayAsk("GET", "/v1/profiles/nano/versions")).toBe(true);
		const read = await app.request("/v1/profiles", { headers: elsewhere });
		expect(read.headers.get("access-control-allow-origin")).toBe("*");
	});

	test.each(["rollback", "pin", "unpin"])("gets no leave to %s a profile", async (verb) => {
		expect(await mayAsk("POST", `/v1/profiles/nano/${verb}`)).toBe(false);
	});
});
