import { z } from "zod";
import { modelName, taskName } from "./names.ts";

/** How an image becomes the tensor that a model reads. The order is: orient, resize, crop, scale to [0, 1], normalise. */
export interface Preprocessing {
	/** Width of the model's input, in pixels. */
	width: number;
	/** Height of the model's input, in pixels. */
	height: number;
	/** `fill` stretches, `cover` crops the longer side around the centre, `contain` pads with black. */
	resize: "fill" | "cover" | "contain";
	/** Share of each side, around the centre, that is left after resizing, 0.1 to 1; e.g. 0.875 where a model of 224 pixels was trained on the middle of 256. All of it when absent. */
	crop?: number | undefined;
	/** Colour channels, in this order. `gray` is one channel of Rec. 601 luma. */
	channels: "rgb" | "gray";
	/** Axis order of the tensor, with a batch of one. */
	layout: "nchw" | "nhwc";
	/** Subtracted from each channel after scaling to [0, 1]. One number a channel. */
	mean: number[];
	/** Each channel is divided by this after the mean. One number a channel, all above 0. */
	std: number[];
}

/** The tensor that a model reads or gives. */
export interface TensorSpec {
	/** Its name in the ONNX graph. */
	name: string;
	/** Its shape with a batch of one. */
	shape: number[];
	/** Its element type. */
	dtype: "float32" | "uint8";
}

/** Accuracy as measured on labelled images that no training run has seen. */
export interface MeasuredAccuracy {
	/** Share of test images whose most probable label is right, in [0, 1]. */
	top1: number;
	/** Number of test images. */
	images: number;
	/** What the test images are, in words. */
	dataset: string;
}

/** Service time as measured where the model was added: warm runs of the graph alone, on one core. */
export interface MeasuredServiceTime {
	/** Mean, in milliseconds. */
	meanMs: number;
	/** Standard deviation, in milliseconds. */
	sdMs: number;
	/** Number of runs. */
	runs: number;
	/** Processor and runtime, in words. */
	machine: string;
}

/** What a model is, in one JSON file beside its ONNX file. */
export interface Manifest {
	/** Version of this format. */
	schema: 1;
	/** Task whose models are functionally equivalent, e.g. `characters`. */
	task: string;
	/** Name of the model, unique in its task. */
	name: string;
	/** Version of the weights, e.g. `1.0.0`. */
	version: string;
	/** One sentence: which network, trained on what. */
	description: string;
	/** ONNX file, in the manifest's folder. */
	file: string;
	/** Size of the ONNX file, in bytes. */
	bytes: number;
	/** SHA-256 of the ONNX file, in lower-case hexadecimal. */
	sha256: string;
	/** Whether a phone may run this model as its copy of a request. */
	device: boolean;
	/** What the graph reads. `uint8` takes the pixels as they are, without scale, mean and standard deviation. */
	input: TensorSpec;
	/** What the graph gives: one number a label. */
	output: TensorSpec & {
		/** Its element type. */
		dtype: "float32";
		/** `logits` pass through a softmax; `probabilities` are taken as they are. */
		kind: "logits" | "probabilities";
		/** Logits are divided by this before the softmax, so that confidences are calibrated. Above 0. */
		temperature: number;
	};
	/** How an image becomes the input. */
	preprocessing: Preprocessing;
	/** Names of the classes, in the order of the output. */
	labels: string[];
	/** Measured accuracy: A(m) of the paper before anything is learned. */
	accuracy: MeasuredAccuracy;
	/** Measured service time, to tell models apart where nothing can be measured; the gateway measures its own. */
	serviceTime?: MeasuredServiceTime | undefined;
	/** Multiply-adds of one inference, in millions. */
	megaMacs?: number | undefined;
	/** Trained parameters. */
	parameters?: number | undefined;
}

const shape = z.array(z.int().positive()).min(1);
const tensor = z.object({ name: z.string().min(1), shape, dtype: z.literal("float32") });

/**
 * Parses a model's manifest and checks that its parts agree: labels with the output, the input's shape with the
 * preprocessing, mean and standard deviation with the channels.
 *
 * @example
 * ```ts
 * import { Manifest } from "@mdinference/contract";
 *
 * const result = Manifest.safeParse({ schema: 1, task: "characters" });
 * if (result.success) throw new Error("a manifest without a name must be refused");
 * ```
 */
export const Manifest: z.ZodType<Manifest> = z
	.object({
		schema: z.literal(1),
		task: taskName,
		name: modelName,
		version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be a version such as 1.0.0"),
		description: z.string(),
		file: z.string().regex(/^[\w.-]+\.onnx$/, "must be the name of an .onnx file in the manifest's folder"),
		bytes: z.int().positive(),
		sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits"),
		device: z.boolean(),
		input: tensor.extend({ dtype: z.enum(["float32", "uint8"]) }),
		output: tensor.extend({ kind: z.enum(["logits", "probabilities"]), temperature: z.number().positive() }),
		preprocessing: z.object({
			width: z.int().positive(),
			height: z.int().positive(),
			resize: z.enum(["fill", "cover", "contain"]),
			crop: z.number().min(0.1).max(1).optional(),
			channels: z.enum(["rgb", "gray"]),
			layout: z.enum(["nchw", "nhwc"]),
			mean: z.array(z.number()),
			std: z.array(z.number().positive()),
		}),
		labels: z.array(z.string().min(1)).min(2),
		accuracy: z.object({ top1: z.number().min(0).max(1), images: z.int().positive(), dataset: z.string() }),
		serviceTime: z
			.object({
				meanMs: z.number().positive(),
				sdMs: z.number().nonnegative(),
				runs: z.int().positive(),
				machine: z.string(),
			})
			.optional(),
		megaMacs: z.number().nonnegative().optional(),
		parameters: z.int().positive().optional(),
	})
	.superRefine((manifest, context) => {
		const refuse = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
		const { preprocessing, input, output, labels } = manifest;
		const channels = preprocessing.channels === "rgb" ? 3 : 1;
		const { width, height, layout } = preprocessing;
		const expected = layout === "nchw" ? [1, channels, height, width] : [1, height, width, channels];
		if (input.shape.join() !== expected.join()) {
			refuse(["input", "shape"], `is [${input.shape}], but the preprocessing gives [${expected}]`);
		}
		if (output.shape.join() !== `1,${labels.length}`) {
			refuse(["labels"], `there are ${labels.length} labels for an output of shape [${output.shape}]`);
		}
		if (new Set(labels).size !== labels.length) refuse(["labels"], "a label stands there twice");
		for (const key of ["mean", "std"] as const) {
			if (preprocessing[key].length !== channels) {
				refuse(["preprocessing", key], `needs ${channels} numbers, one a channel`);
			}
		}
		if (input.dtype === "float32") return;
		const normalised =
			preprocessing.mean.some((mean) => mean !== 0) || preprocessing.std.some((std) => std !== 1);
		if (normalised)
			refuse(["preprocessing"], "mean and std must be 0 and 1: a uint8 input takes pixels as they are");
		if (manifest.device) refuse(["device"], "must be false: phones give float32 only");
	});
