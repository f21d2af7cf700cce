import { CloudError } from "@mdinference/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { firstTask, isUnknownTask, rememberTask, servedTask } from "./task_choice.ts";

const elsewhere = "https://gateway.example";

afterEach(() => vi.unstubAllGlobals());

describe("a page asks at first for", () => {
	beforeEach(() => {
		const kept = new Map<string, string>();
		vi.stubGlobal("localStorage", {
			getItem: (key: string) => kept.get(key) ?? null,
			setItem: (key: string, value: string) => kept.set(key, value),
		});
	});

	test("the starter models' task where nothing is known", () => {
		expect(firstTask(null, "")).toBe("characters");
	});

	test("the last task that this gateway has described", () => {
		rememberTask("letters", "");
		rememberTask("plants", elsewhere);
		expect([firstTask(null, ""), firstTask(null, elsewhere)]).toEqual(["letters", "plants"]);
	});

	test("the task of its address, whatever was described before", () => {
		rememberTask("letters", "");
		expect(firstTask("plants", "")).toBe("plants");
	});
});

test("a browser that refuses its storage remembers no task, and the page goes on", () => {
	const refuse = () => {
		throw new DOMException("The operation is insecure.", "SecurityError");
	};
	vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
	rememberTask("letters", "");
	expect(firstTask(null, "")).toBe("characters");
});

test("only the gateway's own word says that a task is not served: a page that is not found may be another server's", () => {
	const problem = {
		type: "/problems/unknown-task",
		title: "",
		status: 404,
		detail: "There is no such task.",
	};
	expect(isUnknownTask(new CloudError("status", "", { status: 404, problem }))).toBe(true);
	expect(isUnknownTask(new CloudError("status", "", { status: 404 }))).toBe(false);
	expect(isUnknownTask(new CloudError("network", ""))).toBe(false);
	expect(isUnknownTask(null)).toBe(false);
});

test("the task to go on with is the first that the gateway serves", async () => {
	const asked: string[] = [];
	const list = async (url: unknown) => {
		asked.push(String(url));
		return Response.json({ tasks: [{ name: "letters" }, { name: "plants" }] });
	};
	expect(await servedTask(elsewhere, { fetch: list })).toBe("letters");
	expect(asked).toEqual(["https://gateway.example/v1/tasks"]);
});

test.each<[string, typeof fetch]>([
	["serves none", async () => Response.json({ tasks: [] })],
	["is out of reach", () => Promise.reject(new TypeError("offline"))],
	["is another server", async () => new Response("<html>Sign in</html>")],
	["answers something else", async () => Response.json(null)],
])("there is no task to go on with where the gateway %s", async (_, fetch) => {
	expect(await servedTask("", { fetch })).toBe(null);
});
