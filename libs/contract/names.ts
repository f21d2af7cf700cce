import { z } from "zod";

const pattern = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
const rule = "must be 1 to 64 lower-case letters, digits, dots, dashes or underscores";

/** Name of a task, as it stands in a URL: `characters`. */
export const taskName: z.ZodType<string> = z.string().regex(pattern, rule);

/** Name of a model, unique in its task: `characters-nano`. */
export const modelName: z.ZodType<string> = z.string().regex(pattern, rule);

/** Name of a source of labels: `user`. */
export const sourceName: z.ZodType<string> = z
	.string()
	.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "must be a short lower-case name, such as user");
