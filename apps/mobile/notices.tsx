import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { missingFeatures, readSurroundings } from "./missing_features.ts";
import type { PageUpdates } from "./service_worker/page_updates.ts";
import { texts } from "./texts.ts";

/** What people should know of the page itself: that a new version waits, and what this address keeps from them. */
export function Notices({ updates }: { updates: PageUpdates }): JSX.Element {
	const { isReady, isRefused } = usePageUpdates(updates);
	const missing = missingFeatures(readSurroundings()).filter(({ why }) => why === "insecure");
	return (
		<aside class="notices" aria-label={texts.notices.title}>
			<div aria-live="polite">
				{isReady && (
					<p class="notice" id="update">
						<span>{texts.notices.update}</span>
						<button type="button" class="link" onClick={() => updates.accept()}>
							{texts.notices.useUpdate}
						</button>
					</p>
				)}
			</div>
			{isRefused && (
				<p class="notice" id="untrusted">
					<span>{texts.notices.untrusted}</span>
					<a class="link" href="/authority.crt">
						{texts.notices.certificate}
					</a>
				</p>
			)}
			{missing.length > 0 && (
				<details class="notice" id="missing">
					<summary>{texts.notices.insecure}</summary>
					<ul>
						{missing.map(({ feature }) => (
							<li key={feature} data-feature={feature}>
								{texts.notices.missing[feature]}
							</li>
						))}
					</ul>
					<p>{texts.notices.checked}</p>
					<p>{texts.notices.remedy}</p>
				</details>
			)}
		</aside>
	);
}

/** How it stands with newer versions of the page. */
export function usePageUpdates(updates: PageUpdates): Pick<PageUpdates, "isReady" | "isRefused"> {
	const [state, setState] = useState<Pick<PageUpdates, "isReady" | "isRefused">>(updates);
	useEffect(() => {
		const look = () => setState({ isReady: updates.isReady, isRefused: updates.isRefused });
		look();
		return updates.subscribe(look);
	}, [updates]);
	return state;
}
