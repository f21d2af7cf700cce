import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGatewayProcess } from "../gateway_process.ts";
import { refusal } from "./refusal.ts";

const published = fileURLToPath(new URL("../../data/zoo", import.meta.url));
/** Of those that start. */
const models = ["nano"];
let zoo: string;
let onnx: string;

beforeEach(() => {
	zoo = mkdtempSync(join(tmpdir(), "zoo-"));
	cpSync(published, zoo, { recursive: true });
	const folder = join(zoo, "characters");
	onnx = join(folder, readdirSync(folder).find((name) => name.endsWith(".onnx"))!);
});
afterEach(() => rmSync(zoo, { recursive: true }));

describe("a gateway that cannot serve refuses to start, with a sentence that says why", () => {
	test("a model file is missing", async () => {
		rmSync(onnx);
		expect(await refusal({ env: { MDI_ZOO: zoo } })).toContain(onnx);
	});

	test("a model file is truncated", async () => {
		truncateSync(onnx, 1000);
		const sentence = await refusal({ env: { MDI_ZOO: zoo } });
		expect(sentence).toContain(onnx);
		expect(sentence).toContain("1000");
	});

	test("one bit of a model file is altered", async () => {
		const bytes = readFileSync(onnx);
		bytes[bytes.length >> 1]! ^= 1;
		writeFileSync(onnx, bytes);
		const sentence = await refusal({ env: { MDI_ZOO: zoo } });
		expect(sentence).toContain(onnx);
		expect(sentence).toMatch(/sha-?256/i);
	});

	test("a manifest does not agree with itself", async () => {
		const path = onnx.replace(/\.onnx$/, ".json");
		const manifest = JSON.parse(readFileSync(path, "utf8"));
		manifest.labels.pop();
		writeFileSync(path, JSON.stringify(manifest));
		expect(await refusal({ env: { MDI_ZOO: zoo } })).toContain("35 labels");
	});

	test("there is no zoo", async () => {
		expect(await refusal({ env: { MDI_ZOO: join(zoo, "nowhere") } })).toContain("nowhere");
	});

	test("a setting is wrong", async () => {
		expect(await refusal({ env: { MDI_SLA_MS: "-1" } })).toContain("MDI_SLA_MS is wrong");
	});

	test("the database is no database", async () => {
		const path = join(zoo, "outcomes.sqlite");
		writeFileSync(path, "not a database, but long enough to look like a file that might be one".repeat(100));
		expect(await refusal({ env: { MDI_DB: path } })).toContain(path);
	});

	test("another gateway of its name writes the log", async () => {
		const first = await startGatewayProcess({ models });
		const { databasePath } = first;
		try {
			const sentence = await refusal({ env: { MDI_DB: databasePath } });
			expect(sentence).toContain(`${databasePath} is being written by another gateway of the same name`);
			const env = { MDI_GATEWAY_NAME: "another" };
			const second = await startGatewayProcess({ databasePath, env, models });
			await second.end("SIGKILL");
			second.remove();
		} finally {
			await first.end("SIGKILL");
			first.remove();
		}
	}, 60_000);

	test("the port is taken", async () => {
		const first = await startGatewayProcess({ models });
		try {
			expect(await refusal({ env: { PORT: new URL(first.url).port } })).toContain("EADDRINUSE");
		} finally {
			await first.end("SIGKILL");
			first.remove();
		}
	}, 60_000);
});
