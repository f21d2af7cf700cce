import type { ClientMode } from "@mdinference/client";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { overdueSentence, texts } from "./texts.ts";

/** What is said while nobody has answered: until the deadline, and after it. */
export function Asking({ slaMs, mode }: { slaMs: number; mode: ClientMode }): JSX.Element {
	const [isOverdue, setIsOverdue] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setIsOverdue(true), slaMs);
		return () => clearTimeout(timer);
	}, [slaMs]);
	return (
		<>
			<p class="asking">{texts.asking}</p>
			{isOverdue && <p class="why">{overdueSentence(mode, slaMs)}</p>}
		</>
	);
}
