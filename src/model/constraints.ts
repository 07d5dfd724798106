/** What a user wants of a mapping beyond the chip's limits: where neurons go, what to leave out, who shares a core. */

/** Neurons of one population, or vertices of a bare network where `population` is null. Half open. */
export interface NeuronRange {
  readonly population: string | null;
  readonly begin: number;
  /** Null: to the end. */
  readonly end: number | null;
}

/** A tile of a chip; on a bare mesh, a place of it. */
export interface TilePlace {
  readonly chip: number;
  readonly x: number;
  readonly y: number;
}

/** Cores by number, or all cores of the tiles of a rectangle (both corners included). */
export type CorePlaces =
  | { readonly kind: 'cores'; readonly cores: readonly number[] }
  | {
      readonly kind: 'region';
      readonly x0: number;
      readonly y0: number;
      readonly x1: number;
      readonly y1: number;
      readonly chip: number;
      /** Null: every tier of a stack. */
      readonly tier: number | null;
    };

/** Where a rule stands, such as `rules.yaml:3:5`, for messages. */
interface Rule {
  readonly origin: string;
}

export interface PinRule extends Rule {
  readonly neurons: NeuronRange;
  readonly places: CorePlaces;
}

/** Neurons that are to share one core, or of which no two members may. */
export interface GroupRule extends Rule {
  readonly members: readonly NeuronRange[];
}

export interface AvoidedCore extends Rule {
  readonly core: number;
}

export interface AvoidedTile extends Rule {
  readonly tile: TilePlace;
}

/** Both directions between two tiles that are joined. */
export interface AvoidedLink extends Rule {
  readonly from: TilePlace;
  readonly to: TilePlace;
}

export interface MappingConstraints {
  readonly pin: readonly PinRule[];
  readonly avoidCores: readonly AvoidedCore[];
  readonly avoidTiles: readonly AvoidedTile[];
  readonly avoidLinks: readonly AvoidedLink[];
  readonly together: readonly GroupRule[];
  readonly apart: readonly GroupRule[];
}
