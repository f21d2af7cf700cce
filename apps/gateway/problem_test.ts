import { Problem, problemKinds } from "@mdinference/contract";
import { ImageError, PoolClosedError, QueueFullError } from "@mdinference/inference";
import { describe, expect, test } from "vitest";
import { asProblem } from "./as_problem.ts";
import { ProblemError, problemResponse } from "./problem.ts";

const silent = () => {};

describe("problemResponse()", () => {
	test("is a problem document that names type, field and request", async () => {
		const error = new ProblemError("invalid-header", "mdi-sla-ms is NaN.", { field: "mdi-sla-ms" });
		const response = problemResponse(error, "1f0e3a4c-0000-4000-8000-000000000000");
		expect(response.status).toBe(400);
		expect(response.headers.get("content-type")).toBe("application/problem+json");
		expect(Problem.parse(await response.json())).toEqual({
			type: "/problems/invalid-header",
			title: "A request header is not valid",
			status: 400,
			detail: "mdi-sla-ms is NaN.",
			requestId: "1f0e3a4c-0000-4000-8000-000000000000",
			field: "mdi-sla-ms",
		});
	});

	test("tells a client that may come back when to", () => {
		expect(problemResponse(new ProblemError("queue-full", "")).headers.get("retry-after")).toBe("1");
		expect(problemResponse(new ProblemError("image-empty", "")).headers.get("retry-after")).toBeNull();
	});

	test("every kind has an error status and a title", () => {
		for (const { status, title } of Object.values(problemKinds)) {
			expect(status).toBeGreaterThanOrEqual(400);
			expect(title).toMatch(/^The |^A |^This |^There /);
		}
	});
});

describe("asProblem()", () => {
	test("knows the errors of the libraries", () => {
		expect(asProblem(new QueueFullError(64)).slug).toBe("queue-full");
		expect(asProblem(new PoolClosedError()).slug).toBe("shutting-down");
		expect(asProblem(new ImageError("unreadable", "cut off")).slug).toBe("image-unreadable");
	});

	test("keeps to itself what is not the client's business, and reports it", () => {
		const secret = new Error("password=hunter2 in /etc/secret");
		const reported: unknown[] = [];
		const problem = asProblem(secret, (error) => reported.push(error));
		expect(problem.slug).toBe("internal");
		expect(problem.message).not.toContain("hunter2");
		expect(reported).toEqual([secret]);
		expect(asProblem("thrown text", silent).slug).toBe("internal");
	});
});
