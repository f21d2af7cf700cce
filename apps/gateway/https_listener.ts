import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { ConfigError } from "./config.ts";
import type { Config } from "./settings.ts";

/** What a listener needs to speak HTTPS. */
export interface HttpsListener {
	/** Port that it listens on. */
	port: number;
	/** Private key, in PEM. */
	key: string;
	/** Certificate, with those between it and the authority, in PEM. */
	certificate: string;
	/** Certificate of an authority that devices may be told to trust, in PEM; null where none is offered. */
	authority: string | null;
}

/**
 * The HTTPS listener that is configured, beside the one for plain HTTP; null where none is.
 *
 * @throws {ConfigError} where a part of it is missing, its port included, or cannot be read
 */
export function readHttpsListener(
	config: Pick<Config, "httpsPort" | "tlsKeyPath" | "tlsCertificatePath" | "tlsAuthorityPath">,
): HttpsListener | null {
	const { httpsPort: port, tlsKeyPath, tlsCertificatePath, tlsAuthorityPath } = config;
	if (port === undefined) {
		refuseAny({
			MDI_TLS_KEY: tlsKeyPath,
			MDI_TLS_CERT: tlsCertificatePath,
			MDI_TLS_AUTHORITY: tlsAuthorityPath,
		});
		return null;
	}
	if (tlsKeyPath === undefined || tlsCertificatePath === undefined) {
		throw new ConfigError([
			"MDI_HTTPS_PORT is set, so MDI_TLS_KEY and MDI_TLS_CERT must name PEM files; npm run start:lan makes them.",
		]);
	}
	return {
		port,
		key: readPem("MDI_TLS_KEY", tlsKeyPath),
		certificate: readPem("MDI_TLS_CERT", tlsCertificatePath),
		authority: tlsAuthorityPath === undefined ? null : readPem("MDI_TLS_AUTHORITY", tlsAuthorityPath),
	};
}

/**
 * Key and certificate as `node:https` takes them.
 *
 * @throws {ConfigError} where they are no key and certificate that belong together
 */
export function tlsOptions({ key, certificate }: HttpsListener): { key: string; cert: string } {
	try {
		createSecureContext({ key, cert: certificate });
	} catch (cause) {
		const reason = (cause as Error).message;
		throw new ConfigError([`MDI_TLS_KEY and MDI_TLS_CERT are not a key and its certificate: ${reason}.`], {
			cause,
		});
	}
	return { key, cert: certificate };
}

/** What is set for HTTPS alone says that it is wanted: served by plain HTTP, everybody would believe it to be private. */
function refuseAny(paths: Readonly<Record<string, string | undefined>>): void {
	const complaints = Object.entries(paths)
		.filter(([, path]) => path !== undefined)
		.map(
			([variable]) =>
				`${variable} is set, but without MDI_HTTPS_PORT nothing speaks HTTPS; set that to a port, such as 8443, too.`,
		);
	if (complaints.length > 0) throw new ConfigError(complaints);
}

function readPem(variable: string, path: string): string {
	let content: string;
	try {
		content = readFileSync(path, "utf8");
	} catch (cause) {
		throw new ConfigError([`${variable} names ${path}, which cannot be read: ${(cause as Error).message}.`], {
			cause,
		});
	}
	if (content.includes("-----BEGIN ")) return content;
	throw new ConfigError([`${variable} names ${path}, which is no PEM file: it has no line "-----BEGIN …".`]);
}
