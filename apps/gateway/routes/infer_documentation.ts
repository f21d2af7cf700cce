import { createRoute, z } from "@hono/zod-openapi";
import { InferAnswer, InferHeaders } from "@mdinference/contract";
import { problemContent } from "../problem_content.ts";

const binary = { schema: z.string().meta({ format: "binary" }) };

const headers = InferHeaders as z.ZodObject<Record<keyof InferHeaders, z.ZodType>>;

/**
 * How an inference is described.
 *
 * @param defaultSlaMs SLA of requests that name none, in milliseconds
 */
export const inferDocumentation = (defaultSlaMs: number) =>
	createRoute({
		method: "post",
		path: "/v1/tasks/{task}/infer",
		tags: ["inference"],
		summary: "Classify an image by a deadline",
		description: `The body is one image, or a multipart form with the image in the field \`image\`. The gateway estimates
the network time, takes it from the SLA, chooses a model for what is left, runs it, and answers with the whole decision.
The times of the answer stand in the header \`Server-Timing\` too.`,
		request: {
			params: z.object({ task: z.string().meta({ example: "characters" }) }),
			headers: headers.extend({ "mdi-sla-ms": headers.shape["mdi-sla-ms"].meta({ default: defaultSlaMs }) }),
			body: {
				required: true,
				content: {
					"image/jpeg": binary,
					"image/png": binary,
					"image/webp": binary,
					"image/avif": binary,
					"multipart/form-data": { schema: z.object({ image: z.string().meta({ format: "binary" }) }) },
				},
			},
		},
		responses: {
			200: { description: "The answer", content: { "application/json": { schema: InferAnswer } } },
			default: problemContent,
		},
	});
