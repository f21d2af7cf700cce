import { type Client, createClient, createOutbox, type Outbox } from "@mdinference/client";
import { createDeviceFamily, type DeviceFamily } from "@mdinference/device";
import {
	indexedDbStore,
	keptTaskFetch,
	pageWakeups,
	requestSync,
	syncedStore,
	type TaskSource,
	tabLock,
	tabPeers,
} from "@mdinference/offline";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isLost, type PhoneStatus, phoneStatusOf } from "./phone_status_of.ts";
import { pageBuild } from "./service_worker/page_updates.ts";
import { type Settings, urlAtGateway } from "./settings.ts";
import { firstTask, isUnknownTask, rememberTask, servedTask } from "./task_choice.ts";

const describeTimeoutMs = 10_000;

/** The deadline until somebody chooses another one, in milliseconds. */
export const usualSlaMs = 250;

/** The client of this page, with the models on this phone. */
export interface Session {
	/** The task that is asked for. */
	task: string;
	/** Asks. */
	client: Client;
	/** What waits to be sent to the gateway. */
	outbox: Outbox;
	/** How the models on this phone stand. */
	phone: PhoneStatus;
	/** The models on this phone; null before the gateway has named them, and where there are none. */
	family: DeviceFamily | null;
	/** The labels of the task; none before the gateway has named them. */
	labels: readonly string[];
	/** Where the task's description came from; null before there is one. */
	taskSource: TaskSource | null;
	/** Reads the status again, and tries once more what had failed. */
	refresh: () => void;
}

/**
 * Makes the client once, and gets the models for this phone, again when the phone comes online. Where the address names
 * no task and the first guess is wrong, it begins again with a task that the gateway serves.
 */
export function useSession({ gateway, task: named }: Pick<Settings, "gateway" | "task">): Session {
	const [task, setTask] = useState(() => firstTask(named, gateway));
	const outbox = useMemo(
		() =>
			createOutbox({
				gateway,
				store: syncedStore(indexedDbStore(gateway), requestSync(gateway)),
				lock: tabLock(gateway),
				peers: tabPeers(gateway),
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
	const [family, setFamily] = useState<DeviceFamily | null>(null);
	const current = useRef<DeviceFamily | null>(null);
	const problem = useRef<Error | null>(null);
	const connecting = useRef(false);

	const show = useCallback((family: DeviceFamily) => {
		if (family !== current.current) return;
		setPhone((before) => phoneStatusOf(family, before, problem.current));
	}, []);

	const connect = useCallback(async () => {
		if (connecting.current) return;
		connecting.current = true;
		try {
			const { models, labels } = await client.describe({
				signal: AbortSignal.timeout(describeTimeoutMs),
			});
			rememberTask(task, gateway);
			setLabels(labels);
			const onDevice = models.flatMap(({ manifest, url }) =>
				url === null ? [] : [{ manifest, modelUrl: urlAtGateway(url, gateway, location.href) }],
			);
			current.current?.close();
			if (onDevice.length === 0) {
				setPhone({ state: "none" });
				return;
			}
			const family = createDeviceFamily({
				models: onDevice,
				onChange: () => show(family),
			});
			current.current = family;
			client.device = family;
			setFamily(family);
			show(family);
			await family.ready;
			problem.current = null;
		} catch (error) {
			if (named === null && isUnknownTask(error)) {
				const served = await servedTask(gateway, { signal: AbortSignal.timeout(describeTimeoutMs) });
				if (served !== null && served !== task) return setTask(served);
			}
			problem.current = error instanceof Error ? error : new Error(String(error));
			setPhone({ state: "failed", error: problem.current });
		} finally {
			connecting.current = false;
		}
	}, [client, gateway, named, show, task]);

	const refresh = useCallback(() => {
		const family = current.current;
		if (family === null || isLost(family)) void connect();
		else show(family);
	}, [connect, show]);

	useEffect(() => {
		void connect();
		addEventListener("online", refresh);
		return () => removeEventListener("online", refresh);
	}, [connect, refresh]);

	useEffect(() => () => outbox.close(), [outbox]);

	return { task, client, outbox, phone, family, labels, taskSource, refresh };
}
