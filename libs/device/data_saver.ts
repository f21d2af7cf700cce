/** What a browser says of its connection (Network Information API), where it says anything. */
interface Connection extends EventTarget {
	readonly saveData?: boolean;
	readonly effectiveType?: string;
}

function connection(): Connection | undefined {
	return (navigator as { connection?: Connection }).connection;
}

/** Whether the user wants data saved, or the network is so slow that what is not needed would be in the way. */
export function savesData(): boolean {
	const { saveData = false, effectiveType = "" } = connection() ?? {};
	return saveData || effectiveType === "2g" || effectiveType === "slow-2g";
}

/** Resolves when data need not be saved. Where the browser never says that it changed, that is never. */
export async function untilDataIsFree(): Promise<void> {
	while (savesData()) {
		await new Promise((resolve) => connection()?.addEventListener("change", resolve, { once: true }));
	}
}
