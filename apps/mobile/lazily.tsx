import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { texts } from "./texts.ts";

/** Makes a component of one that is loaded when it is first shown, so that the page starts without it. */
export function lazily<Props extends object>(
	load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
	let Loaded: ComponentType<Props> | null = null;
	return function Lazy(props) {
		const [state, setState] = useState<"loading" | "loaded" | "failed">(Loaded ? "loaded" : "loading");
		useEffect(() => {
			if (state !== "loading") return;
			load().then(
				(component) => {
					Loaded = component;
					setState("loaded");
				},
				() => setState("failed"),
			);
		}, [state]);
		if (Loaded !== null) return <Loaded {...props} />;
		if (state !== "failed") return <p role="status">{texts.loading}</p>;
		return (
			<div role="alert">
				<p class="problem">{texts.notLoaded}</p>
				<button type="button" class="link" onClick={() => setState("loading")}>
					{texts.phone.retry}
				</button>
			</div>
		);
	};
}
