import type { Outbox } from "@mdinference/client";
import type { DeviceFamily } from "@mdinference/device";
import type { TaskSource } from "@mdinference/offline";
import type { JSX } from "preact";
import { bytes } from "../format.ts";
import { missingFeatures, readSurroundings } from "../missing_features.ts";
import { texts } from "../texts.ts";
import type { NetworkTime } from "../use_race.ts";
import { Fact, Facts } from "./fact.tsx";
import { ModelCard } from "./model_card.tsx";
import { useFacts } from "./use_facts.ts";
import "../style/phone.css";

const { panel } = texts;

/** All that the page knows of this phone: its models, the page itself, the network, and what waits to be sent. */
export function PhoneView(props: {
	family: DeviceFamily | null;
	taskSource: TaskSource | null;
	network: NetworkTime | null;
	outbox: Pick<Outbox, "waiting" | "deadLetters" | "counts">;
}): JSX.Element {
	const { family, taskSource, network, outbox } = props;
	const { waiting, refused, keptBytes } = useFacts(outbox);
	const missing = missingFeatures(readSurroundings());
	return (
		<>
			<Facts title={panel.models}>
				{family === null && <p class="quiet">{panel.noModels}</p>}
				{family?.devices.map((device) => (
					<ModelCard key={device.name} device={device} isChosen={device === family.chosen} />
				))}
			</Facts>
			<Facts title={panel.page}>
				<dl>
					<Fact id="fact-threads" name={panel.threads}>
						{crossOriginIsolated ? panel.isolated(navigator.hardwareConcurrency) : panel.notIsolated}
					</Fact>
					<Fact id="fact-offline" name={panel.offline}>
						{navigator.serviceWorker?.controller ? panel.worksOffline : panel.needsNetwork}
					</Fact>
					{taskSource && (
						<Fact id="fact-described" name={panel.description}>
							{taskSource.from === "gateway"
								? panel.described
								: panel.keptText(taskSource.keptAtMs, panel.keptSince[taskSource.why])}
						</Fact>
					)}
					{keptBytes !== null && <Fact name={panel.storage}>{bytes(keptBytes)}</Fact>}
				</dl>
			</Facts>
			{missing.length > 0 && (
				<Facts title={panel.missing}>
					<ul class="missing">
						{missing.map(({ feature }) => (
							<li key={feature}>{texts.notices.missing[feature]}</li>
						))}
					</ul>
				</Facts>
			)}
			<Facts title={panel.network}>
				<dl>
					<Fact id="fact-connection" name={panel.connection}>
						{navigator.onLine ? panel.online : panel.offlineNow}
						{navigator.onLine && savesData() && `; ${panel.savesData}`}
					</Fact>
					<Fact id="fact-network" name={panel.networkTime}>
						{network ? panel.measured(network.networkMs, network.measuredAtMs) : panel.notMeasured}
					</Fact>
				</dl>
			</Facts>
			<Facts title={panel.reports}>
				<dl>
					<Fact id="fact-waiting" name={panel.waitingToBeSent}>
						{waiting ?? texts.loading}
					</Fact>
					<Fact id="fact-sent" name={panel.sent}>
						{outbox.counts.delivered}
					</Fact>
					<Fact id="fact-refused" name={panel.refused}>
						{refused ?? texts.loading}
					</Fact>
				</dl>
			</Facts>
		</>
	);
}

/** The browser's data saver, where it says so. */
function savesData(): boolean {
	return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false;
}
