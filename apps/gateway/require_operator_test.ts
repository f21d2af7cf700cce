import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { ProblemError } from "./problem.ts";
import { isOperator, requireOperator } from "./require_operator.ts";

const token = "a-long-operator-token";
const here = "127.0.0.1";

interface Asking {
	/** Address that the connection comes from. */
	from?: string;
	/** Where the request is sent. */
	url?: string;
	/** Its headers. */
	headers?: Record<string, string>;
}

/** What a request is told: `allowed`, or why it is not. */
async function ask(operatorToken: string | undefined, { from, url, headers = {} }: Asking): Promise<string> {
	const app = new Hono();
	const isAllowed: boolean[] = [];
	app.post("/", (c) => {
		isAllowed.push(isOperator(c, { operatorToken }));
		requireOperator(c, { operatorToken });
		return c.text("allowed");
	});
	app.onError((error, c) =>
		c.text(error instanceof ProblemError ? `${error.slug}: ${error.message}` : String(error)),
	);
	const env = { incoming: { socket: { remoteAddress: from } } };
	const response = await app.request(url ?? "http://localhost:8787/", { method: "POST", headers }, env);
	const answer = await response.text();
	expect(isAllowed).toEqual([answer === "allowed"]);
	return answer;
}

describe("without a token", () => {
	test.each([here, "127.8.8.8", "::1", "::ffff:127.0.0.1"])(
		"a program on this machine, %s, may",
		async (from) => {
			expect(await ask(undefined, { from })).toBe("allowed");
		},
	);

	test.each(["192.168.1.5", "::ffff:10.0.0.1", "2001:db8::1", undefined])(
		"another machine, %s, may not",
		async (from) => {
			expect(await ask(undefined, from ? { from } : {})).toMatch(/^not-allowed: .* gateway's own machine .*/);
		},
	);

	test.each([
		["another site", { origin: "https://evil.example" }],
		["a sandboxed frame", { origin: "null" }],
		["another port of this machine", { origin: "http://localhost:3000" }],
		["another site, by a browser that says so alone", { "sec-fetch-site": "cross-site" }],
		["another port, by a browser that says so alone", { "sec-fetch-site": "same-site" }],
	])("a page of %s may not", async (_, headers) => {
		expect(await ask(undefined, { from: here, headers })).toMatch(/^not-allowed: .* page elsewhere/);
	});

	test.each(["http://localhost:8787/", "http://127.0.0.1:8787/", "https://[::1]:8443/"])(
		"a page of the gateway's own at %s may",
		async (url) => {
			const headers = { origin: new URL(url).origin, "sec-fetch-site": "same-origin" };
			expect(await ask(undefined, { from: here, url, headers })).toBe("allowed");
		},
	);

	test.each(["http://rebound.example:8787/", "http://localhost.evil.example/", "http://192.168.1.5:8787/"])(
		"a name that is not this machine's own, %s, may not",
		async (url) => {
			const headers = { origin: new URL(url).origin };
			expect(await ask(undefined, { from: here, url, headers })).toContain("answered at localhost only");
		},
	);

	test.each(["forwarded", "x-forwarded-for"])("what a proxy passes on with %s may not", async (name) => {
		expect(await ask(undefined, { from: here, headers: { [name]: "for=127.0.0.1" } })).toContain(
			`The header ${name} says that this came through a proxy`,
		);
	});

	test("who may not is told what to do", async () => {
		expect(await ask(undefined, { from: here, headers: { via: "1.1 proxy" } })).toContain(
			"Set MDI_OPERATOR_TOKEN",
		);
	});
});

describe("with a token", () => {
	test.each([`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`])(
		"who sends %s may, from anywhere",
		async (authorization) => {
			const headers = { authorization, origin: "https://app.example", "x-forwarded-for": "192.168.1.5" };
			expect(await ask(token, { headers, url: "https://gateway.example/" })).toBe("allowed");
		},
	);

	test.each([undefined, `Bearer ${token}x`, token, `Basic ${token}`])(
		"who sends %s may not, even from here",
		async (authorization) => {
			expect(await ask(token, { from: here, headers: authorization ? { authorization } : {} })).toMatch(
				/^not-allowed: Send the operator's token/,
			);
		},
	);
});
