import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError } from "./config.ts";
import { readHttpsListener, tlsOptions } from "./https_listener.ts";

const folder = mkdtempSync(join(tmpdir(), "https-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

const pem = (what: string) => `-----BEGIN ${what}-----\nAA==\n-----END ${what}-----\n`;
const none = {
	httpsPort: undefined,
	tlsKeyPath: undefined,
	tlsCertificatePath: undefined,
	tlsAuthorityPath: undefined,
};

test("there is no HTTPS unless a port is named", () => {
	expect(readHttpsListener(none)).toBeNull();
});

test("files for HTTPS without a port for it are refused, and not served by plain HTTP in silence", () => {
	const attempt = () => readHttpsListener({ ...none, tlsKeyPath: "key.pem", tlsCertificatePath: "cert.pem" });
	expect(attempt).toThrow(ConfigError);
	expect(attempt).toThrow("MDI_TLS_KEY is set, but without MDI_HTTPS_PORT nothing speaks HTTPS");
	expect(attempt).toThrow("MDI_TLS_CERT is set, but");
	const authorityAlone = () => readHttpsListener({ ...none, tlsAuthorityPath: "authority.pem" });
	expect(authorityAlone).toThrow("MDI_TLS_AUTHORITY is set, but");
});

test("key, certificate and authority are read from their files", () => {
	const config = {
		httpsPort: 8443,
		tlsKeyPath: file("key.pem", pem("PRIVATE KEY")),
		tlsCertificatePath: file("certificate.pem", pem("CERTIFICATE")),
		tlsAuthorityPath: undefined,
	};
	const [key, certificate] = [pem("PRIVATE KEY"), pem("CERTIFICATE")];
	expect(readHttpsListener(config)).toEqual({ port: 8443, key, certificate, authority: null });
	const tlsAuthorityPath = file("authority.pem", pem("CERTIFICATE"));
	expect(readHttpsListener({ ...config, tlsAuthorityPath })?.authority).toBe(certificate);
});

test("what is missing, not there, or something else is named", () => {
	const tlsKeyPath = file("key.pem", pem("PRIVATE KEY"));
	const partial = { ...none, httpsPort: 8443, tlsKeyPath };
	expect(() => readHttpsListener(partial)).toThrow(ConfigError);
	expect(() => readHttpsListener(partial)).toThrow("MDI_TLS_CERT must name PEM files");
	const absent = join(folder, "absent.pem");
	expect(() => readHttpsListener({ ...partial, tlsCertificatePath: absent })).toThrow(
		`MDI_TLS_CERT names ${absent}, which cannot be read`,
	);
	const other = file("certificate.der", "binary");
	expect(() => readHttpsListener({ ...partial, tlsCertificatePath: other })).toThrow("is no PEM file");
});

test("a file that only looks like a key is refused in a sentence", () => {
	const [key, certificate] = [pem("PRIVATE KEY"), pem("CERTIFICATE")];
	const attempt = () => tlsOptions({ port: 8443, key, certificate, authority: null });
	expect(attempt).toThrow(ConfigError);
	expect(attempt).toThrow("MDI_TLS_KEY and MDI_TLS_CERT are not a key and its certificate");
});
