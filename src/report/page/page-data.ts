/** What is embedded in the page for its script; all figures are already text. */
import type { ChartPoints } from '../line-chart.ts';
import type { PackedSpikes } from '../spike-columns.ts';

export interface PageData {
  readonly cores: PageCores;
  /** Null where no links are drawn. */
  readonly noc: PageNoc | null;
  readonly raster: PageRaster | null;
  readonly charts: readonly ChartPoints[];
}

export interface PageCores {
  readonly shadings: readonly PageShading[];
  /** Titles of the rows of `details[..].uses`. */
  readonly useTitles: readonly string[];
  readonly useLimits: readonly string[];
  /** One of each core, in the order of the cores; empty where cores are too many to point at. */
  readonly details: readonly PageCore[];
}

export interface PageShading {
  readonly full: string;
  readonly shades: readonly number[];
  readonly cells: readonly string[];
}

export interface PageCore {
  readonly title: string;
  readonly place: string;
  readonly uses: readonly string[];
  /** Fraction of the limit of each use, null where there is none. */
  readonly fractions: readonly (number | null)[];
  readonly activity: string;
  readonly populations: readonly string[];
}

/** Links that carried something, as columns; `data-i` in the drawing counts through them. */
export interface PageNoc {
  /** What each position of the slider stands for. */
  readonly positions: readonly string[];
  /** Full end of the scale at the first position, and at the others. */
  readonly fullAll: string;
  readonly fullBin: string;
  /** What each class means at the other positions. */
  readonly ranges: readonly string[];
  /** The link shown at first. */
  readonly initial: number;
  readonly titles: readonly string[];
  readonly kinds: readonly string[];
  readonly flits: readonly string[];
  readonly utilizations: readonly string[];
  readonly blocked: readonly string[];
  /** One sign for each position: the digit of a class, or `-` where nothing passed. */
  readonly shades: readonly string[];
}

export interface PageBand {
  readonly name: string;
  /** First neuron, counted through the populations. */
  readonly begin: number;
  readonly size: number;
  /** Pixels from the top of the raster. */
  readonly top: number;
  readonly height: number;
  readonly input: boolean;
}

export interface PageRaster {
  readonly spikes: PackedSpikes;
  readonly bands: readonly PageBand[];
  readonly height: number;
}
