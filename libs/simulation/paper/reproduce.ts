import type { PublishedMeasurements } from "../published_measurements.ts";
import { allHold, type Finding } from "./claim.ts";
import { type FigureThreeResult, figureThreeExperiment } from "./figure_3.ts";
import { type FigureSixResult, figureSixExperiment } from "./figure_6.ts";
import { type FiguresFourFiveResult, figuresFourFiveExperiment } from "./figures_4_5.ts";
import { type FiguresSevenEightResult, figuresSevenEightExperiment } from "./figures_7_8.ts";
import { makeSetting, type Setting, type SettingOptions } from "./setting.ts";
import { statementFindings } from "./statements.ts";
import { type TableThreeResult, tableThreeExperiment } from "./table_iii.ts";
import { type TableFourResult, tableFourExperiment } from "./table_iv.ts";

/** The paper's evaluation, item by item. */
export interface Reproduction {
	/** Table III. */
	readonly tableThree: TableThreeResult;
	/** Figures 3a and 3b. */
	readonly figureThree: FigureThreeResult;
	/** Figures 4 and 5. */
	readonly figuresFourFive: FiguresFourFiveResult;
	/** Figure 6. */
	readonly figureSix: FigureSixResult;
	/** Figures 7 and 8. */
	readonly figuresSevenEight: FiguresSevenEightResult;
	/** Table IV. */
	readonly tableFour: TableFourResult;
	/** What the text says. */
	readonly statements: readonly Finding[];
	/** Everything that was found, in the paper's order. */
	readonly findings: readonly Finding[];
	/** Whether no claim fails. */
	readonly holds: boolean;
	/** What it ran on. */
	readonly setting: Setting;
}

/** How many steps `onStep` of {@link reproduce} is told of. */
export const reproductionSteps = 6;

/**
 * Runs the paper's whole evaluation, a pure function of its options: the same seed gives the same figures.
 *
 * @param published the authors' measurements
 * @param options requests of a point of a curve and seed; `onStep` is called after each experiment
 * @throws {RangeError} if the measurements lack a model or the campus network
 * @see the paper, section V
 */
export function reproduce(
	published: PublishedMeasurements,
	{ onStep = () => {}, ...options }: SettingOptions & { readonly onStep?: () => void },
): Reproduction {
	const setting = makeSetting(published, options);
	const campus = published.networks_one_way.Campus;
	if (!Array.isArray(campus)) throw new RangeError("the measurements lack the campus network");
	const step = <T>(result: T): T => {
		onStep();
		return result;
	};
	const tableThree = step(tableThreeExperiment(setting));
	const figureThree = step(figureThreeExperiment(setting));
	const figuresFourFive = step(figuresFourFiveExperiment(setting, campus));
	const figureSix = step(figureSixExperiment(setting));
	const figuresSevenEight = step(figuresSevenEightExperiment(setting));
	const tableFour = step(tableFourExperiment(setting));
	const statements = statementFindings(setting, tableFour);
	const findings = [
		tableThree,
		figureThree,
		figuresFourFive,
		figureSix,
		figuresSevenEight,
		tableFour,
	].flatMap((result) => result.findings);
	findings.push(...statements);
	return {
		tableThree,
		figureThree,
		figuresFourFive,
		figureSix,
		figuresSevenEight,
		tableFour,
		statements,
		findings,
		holds: allHold(findings),
		setting,
	};
}
