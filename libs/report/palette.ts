/**
 * Eight colours that people with any kind of colour blindness tell apart, in the order in which to use them.
 *
 * @see Okabe and Ito, "Color universal design", 2008, https://jfly.uni-koeln.de/color/; black is left out, since pages
 * are dark too, and yellow comes last, since it is faint on white
 */
export const palette: readonly string[] = [
	"#0072b2",
	"#d55e00",
	"#009e73",
	"#cc79a7",
	"#56b4e9",
	"#e69f00",
	"#8c8c8c",
	"#f0e442",
];
