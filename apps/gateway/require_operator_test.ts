import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { ProblemError } from "./problem.ts";
import { requireOperator } from "./require_operator.ts";

const token = "a-long-operator-token";

async function ask(
	operatorToken: string | undefined,
	{ from, authorization }: { from?: string; authorization?: string },
): Promise<string> {
	const app = new Hono();
	app.get("/", (c) => {
		requireOperator(c, { operatorToken });
		return c.text("allowed");
	});
	app.onError((error, c) => c.text(error instanceof ProblemError ? error.slug : String(error)));
	const env = { incoming: { socket: { remoteAddress: from } } };
	const response = await app.request("/", { headers: authorization ? { authorization } : {} }, env);
	return response.text();
}

describe("requireOperator()", () => {
	test.each(["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])(
		"without a token, lets %s on",
		async (from) => {
			expect(await ask(undefined, { from })).toBe("allowed");
		},
	);

	test.each(["192.168.1.5", "::ffff:10.0.0.1", "2001:db8::1", undefined])(
		"without a token, refuses %s",
		async (from) => {
			expect(await ask(undefined, from ? { from } : {})).toBe("not-allowed");
		},
	);

	test("with a token, only the token counts", async () => {
		expect(await ask(token, { authorization: `Bearer ${token}`, from: "192.168.1.5" })).toBe("allowed");
		expect(await ask(token, { from: "127.0.0.1" })).toBe("not-allowed");
		expect(await ask(token, { authorization: `Bearer ${token}x` })).toBe("not-allowed");
		expect(await ask(token, { authorization: token })).toBe("not-allowed");
	});
});
