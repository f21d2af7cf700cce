import { Problem } from "@mdinference/contract";

/** How the API's description says that anything but success is a problem document. */
export const problemContent = {
	description: "A problem document (RFC 9457)",
	content: { "application/problem+json": { schema: Problem } },
};
