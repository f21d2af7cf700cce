import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keptCertificate } from "./kept_certificate.ts";
import { validDays } from "./make_certificate.ts";

const dayMs = 86_400_000;
const nowMs = Date.now();
const here = { addresses: ["192.168.1.20"], hostName: "desk", nowMs };

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "lan-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a certificate made on the spot", () => {
	test("is for this machine's addresses, and only its user may read the key", async () => {
		const { paths, isNew, fingerprint } = await keptCertificate(folder, here);
		const own = new X509Certificate(readFileSync(paths.certificate));
		const authority = new X509Certificate(readFileSync(paths.authority));
		expect(isNew).toBe(true);
		expect(own.checkIP("192.168.1.20")).toBe("192.168.1.20");
		expect(own.checkHost("desk")).toBe("desk");
		expect(own.checkIP("192.168.1.21")).toBeUndefined();
		expect([own.ca, authority.ca]).toEqual([false, true]);
		expect(authority.fingerprint256).toBe(fingerprint);
		expect(statSync(paths.key).mode & 0o077).toBe(0);
	});

	test("is accepted by a client that trusts the authority, and by no other", async () => {
		const { paths } = await keptCertificate(folder, here);
		const read = (path: string) => readFileSync(path, "utf8");
		const server = createServer({ key: read(paths.key), cert: read(paths.certificate) }, (_, response) => {
			response.end("hello");
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo;
		const ask = (ca?: string) =>
			new Promise<number | undefined>((resolve, reject) => {
				get({ host: "127.0.0.1", port, agent: false, ...(ca && { ca }) }, (response) => {
					response.resume();
					resolve(response.statusCode);
				}).on("error", reject);
			});
		expect(await ask(read(paths.authority))).toBe(200);
		await expect(ask()).rejects.toThrow("unable to verify the first certificate");
		server.close();
	});
});

describe("the certificate in the folder", () => {
	test("is used again while it holds, so that a phone asks once", async () => {
		const first = await keptCertificate(folder, here);
		const again = await keptCertificate(folder, { ...here, nowMs: nowMs + 300 * dayMs });
		expect(again).toEqual({ ...first, isNew: false });
	});

	test.each([
		["a week before its end", { ...here, nowMs: nowMs + (validDays - 6) * dayMs }],
		["where the machine has another address", { ...here, addresses: ["192.168.1.20", "10.0.0.4"] }],
	])("is made anew %s", async (_, later) => {
		const first = await keptCertificate(folder, here);
		const second = await keptCertificate(folder, later);
		expect(second.isNew).toBe(true);
		expect(second.fingerprint).not.toBe(first.fingerprint);
	});

	test.each(["key", "certificate", "authority"] as const)(
		"is made anew where the %s is spoilt",
		async (part) => {
			const { paths } = await keptCertificate(folder, here);
			writeFileSync(paths[part], "spoilt");
			expect((await keptCertificate(folder, here)).isNew).toBe(true);
			expect((await keptCertificate(folder, here)).isNew).toBe(false);
		},
	);
});
