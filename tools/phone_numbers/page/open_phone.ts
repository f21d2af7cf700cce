import { type Client, type ClientOptions, createClient } from "@mdinference/client";
import { createDeviceFamily, type DeviceFamily, fewestRuns } from "@mdinference/device";

/** What an app has: a client, and the models of its task on this device. */
export interface OpenPhone {
	/** Asks. */
	client: Client;
	/** The models. */
	family: DeviceFamily;
}

/** Name of the task. */
export const task = "characters";

let phone: OpenPhone | null = null;

/** The phone of this page; open it first. */
export function thisPhone(): OpenPhone {
	if (phone === null) throw new Error("openPhone() comes first.");
	return phone;
}

/** Opens client and models as an app does, and resolves when the device can answer. */
export async function openPhone(slaMs: number, options: Partial<ClientOptions> = {}): Promise<OpenPhone> {
	const client = createClient({ gateway: "", task, slaMs, ...options });
	const { models } = await client.describe();
	const onDevice = models.flatMap(({ manifest, url }) => (url === null ? [] : [{ manifest, modelUrl: url }]));
	const family = createDeviceFamily({ models: onDevice });
	client.device = family;
	phone = { client, family };
	await family.ready;
	return phone;
}

/**
 * Opens them, and resolves when all models are there and measured. Gives the name of the model that a request with this
 * deadline gets.
 */
export async function openWarmPhone(slaMs: number): Promise<string> {
	const { family } = await openPhone(slaMs);
	await untilTrue(() => family.devices.every(({ profile }) => (profile?.samples ?? 0) >= fewestRuns));
	return family.fitting({ slaMs }).name;
}

const pictures = new Map<string, Promise<Blob>>();

/** A picture that the gateway serves; it is asked once. */
export function picture(url: string): Promise<Blob> {
	const known = pictures.get(url) ?? fetch(url).then((response) => response.blob());
	pictures.set(url, known);
	return known;
}

async function untilTrue(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}
