import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { texts } from "./texts.ts";

/**
 * Makes a component of one that is loaded when the browser has nothing to do, or when it is first shown: the page starts
 * without it, and yet it is there when the network no longer is.
 */
export function lazily<Props extends object>(
	load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
	let Loaded: ComponentType<Props> | null = null;
	const prepare = async () => {
		Loaded = await load();
	};
	whenIdle(() => void prepare().catch(() => undefined));
	return function Lazy(props) {
		const [state, setState] = useState<"loading" | "loaded" | "failed">(Loaded ? "loaded" : "loading");
		useEffect(() => {
			if (state !== "loading") return;
			prepare().then(
				() => setState("loaded"),
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

/** Not every browser says when it is idle. */
function whenIdle(work: () => void): void {
	if ("requestIdleCallback" in globalThis) requestIdleCallback(work);
	else setTimeout(work, 2_000);
}
