/** A way to run the gateway that the demonstration compares. */
export interface Variant {
	/** Its name. */
	name: string;
	/** What is different, in a sentence. */
	about: string;
	/** Settings of the gateway. */
	env: Readonly<Record<string, string>>;
}

/** Settings that all variants share. */
export const commonSettings: Readonly<Record<string, string>> = { MDI_SHARPNESS: "20" };

/** What all variants share, in a sentence. */
export const aboutAll =
	"All run with MDI_SHARPNESS=20, where the gateway's default is 1, as the paper has it: with that mdinference would draw the " +
	"phone's model nearly as often as a far better one wherever both take a millisecond or two. The phones count as the operator, so their labels weigh 1.";

/**
 * The variants. Each differs from the one before it by one setting only, so that a difference has one cause. All take the
 * wait for a worker into account; what that alone does is measured by `demo:load`.
 */
export const variants: readonly Variant[] = [
	{
		name: "frozen",
		about: "mdinference with the profiles that it had at the start (MDI_FROZEN=true)",
		env: { MDI_FROZEN: "true" },
	},
	{
		name: "refreshed",
		about: "mdinference with profiles that are learned on, as the gateway has it but for MDI_SHARPNESS",
		env: {},
	},
	{
		name: "value",
		about: "the policy value, profiles learned on (MDI_POLICY=value)",
		env: { MDI_POLICY: "value" },
	},
];
