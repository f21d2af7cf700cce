import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { missingFeatures, readSurroundings } from "./missing_features.ts";
import type { PageUpdates } from "./service_worker/page_updates.ts";
import { texts } from "./texts.ts";

/** What people should know of the page itself: that a new version waits, and what this address keeps from them. */
export function Notices({ updates }: { updates: PageUpdates }): JSX.Element {
	const isReady = useUpdateReady(updates);
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

/** Whether a new version of the page waits. */
export function useUpdateReady(updates: PageUpdates): boolean {
	const [isReady, setIsReady] = useState(updates.isReady);
	useEffect(() => {
		const look = () => setIsReady(updates.isReady);
		look();
		return updates.subscribe(look);
	}, [updates]);
	return isReady;
}
