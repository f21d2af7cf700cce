import { type Client, createClient, createOutbox } from "@mdinference/client";
import { createDevice, type Device } from "@mdinference/device";
import {
	indexedDbStore,
	keptTaskFetch,
	pageWakeups,
	requestSync,
	syncedStore,
	type TaskSource,
	tabLock,
} from "@mdinference/offline";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { pageBuild } from "./service_worker/page_updates.ts";
import type { Settings } from "./settings.ts";

const describeTimeoutMs = 10_000;

/** The deadline until somebody chooses another one, in milliseconds. */
export const usualSlaMs = 250;

/** How the model on this phone stands. */
export type PhoneStatus =
	| { state: "waiting" }
	| { state: "none" }
	| { state: "loading" | "ready"; model: string }
	| { state: "failed"; error: Error };

/** The client of this page, with the model on this phone. */
export interface Session {
	/** Asks. */
	client: Client;
	/** How the model on this phone stands. */
	phone: PhoneStatus;
	/** The labels of the task; none before the gateway has named them. */
	labels: readonly string[];
	/** Where the task's description came from; null before there is one. */
	taskSource: TaskSource | null;
	/** Reads the status again, and tries once more what had failed. */
	refresh: () => void;
}

/** Makes the client once, and gets the model for this phone, again when the phone comes online. */
export function useSession({ gateway, task }: Pick<Settings, "gateway" | "task">): Session {
	const outbox = useMemo(
		() =>
			createOutbox({
				gateway,
				store: syncedStore(indexedDbStore(gateway), requestSync(gateway)),
				lock: tabLock(gateway),
				wakeups: pageWakeups,
			}),
		[gateway],
	);
	const [taskSource, setTaskSource] = useState<TaskSource | null>(null);
	const client = useMemo(() => {
		// A page from elsewhere is no build of this gateway's page.
		const build = gateway === "" ? pageBuild() : null;
		const fetch = keptTaskFetch({ gateway, build, onSource: setTaskSource });
		return createClient({ gateway, task, slaMs: usualSlaMs, outbox, fetch });
	}, [gateway, task, outbox]);
	const [labels, setLabels] = useState<readonly string[]>([]);
	const [phone, setPhone] = useState<PhoneStatus>({ state: "waiting" });
	const device = useRef<Device | null>(null);
	const connecting = useRef(false);

	const connect = useCallback(async () => {
		if (connecting.current) return;
		connecting.current = true;
		try {
			const { models, deviceModel, labels } = await client.describe({
				signal: AbortSignal.timeout(describeTimeoutMs),
			});
			setLabels(labels);
			const model = models.find(({ manifest }) => manifest.name === deviceModel);
			if (!model?.url) return setPhone({ state: "none" });
			const { manifest, url } = model;
			setPhone({ state: "loading", model: manifest.name });
			device.current?.close();
			device.current = createDevice({ manifest, modelUrl: new URL(url, gateway || location.href) });
			client.device = device.current;
			await device.current.ready;
			setPhone({ state: "ready", model: manifest.name });
		} catch (error) {
			setPhone({ state: "failed", error: error instanceof Error ? error : new Error(String(error)) });
		} finally {
			connecting.current = false;
		}
	}, [client, gateway]);

	const refresh = useCallback(() => {
		const current = device.current;
		if (current === null || current.state === "failed") void connect();
		else setPhone({ state: current.state, model: current.name });
	}, [connect]);

	useEffect(() => {
		void connect();
		addEventListener("online", refresh);
		return () => removeEventListener("online", refresh);
	}, [connect, refresh]);

	useEffect(() => () => outbox.close(), [outbox]);

	return { client, phone, labels, taskSource, refresh };
}
