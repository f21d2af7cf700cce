import type { Device } from "@mdinference/device";
import type { JSX } from "preact";
import { bytes } from "../format.ts";
import { texts } from "../texts.ts";
import { Fact } from "./fact.tsx";

const { panel } = texts;

/** A model on this phone: whether it can answer, how well, how fast, and what computes it. */
export function ModelCard({ device, isChosen }: { device: Device; isChosen: boolean }): JSX.Element {
	const { name, version, accuracy, profile, provider, threads, webgpu, state } = device;
	return (
		<article class="model-card" data-model={name} data-state={state} data-chosen={isChosen}>
			<h4>
				{name} <span>{version}</span>
				{isChosen && <em>{panel.chosen}</em>}
			</h4>
			<p class="model-state">
				<span class="dot" aria-hidden="true" />
				{stateOf(device)}
			</p>
			<dl>
				<Fact name={panel.accuracy}>{texts.accuracy(accuracy)}</Fact>
				<Fact name={panel.size}>{bytes(device.bytes)}</Fact>
				<Fact name={panel.time}>{profile ? panel.times(profile) : panel.unmeasured}</Fact>
				{state === "ready" && (
					<>
						<Fact name={panel.computes}>{provider === "wasm" ? panel.wasm(threads) : panel.onWebgpu}</Fact>
						<Fact name={panel.webgpu}>
							{typeof webgpu === "string"
								? panel.webgpuStates[webgpu]
								: panel.webgpuUnavailable(webgpu.unavailable)}
						</Fact>
					</>
				)}
			</dl>
		</article>
	);
}

function stateOf({ state, receivedBytes, bytes }: Device): string {
	return state === "loading" ? panel.modelStates.loading(receivedBytes, bytes) : panel.modelStates[state];
}
