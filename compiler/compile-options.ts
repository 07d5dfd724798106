/** What a compilation is asked for. */
import type { MappingConstraints } from '../src/model/constraints.ts';
import type { GivenMapping, Partition } from '../src/model/mapping.ts';
import type { ProgramImage } from '../src/model/program.ts';
import type { SimulationOptions } from '../src/model/simulation.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../src/model/simulation.ts';
import type { AnalogOptions } from './analog/options.ts';
import { ARITHMETIC_MODES } from './arithmetic.ts';
import type { Effort } from './hypergraph/problem.ts';
import type { Activity, ActivitySource } from './partition/activity.ts';
import { PARTITIONERS } from './partition/index.ts';
import { PLACERS, type PlaceGoal } from './place/index.ts';
import type { Calibration, CalibrationSamples } from './quantize/calibration.ts';

export interface CompileOptions extends SimulationOptions {
  readonly parameterSet: string;
  readonly chips: number;
  readonly weightBits: number;
  readonly emulateReset: boolean;
  /** How scales and roundings are chosen, or samples to find a plan with; default: `max-abs`. */
  readonly calibration?: Calibration | CalibrationSamples;
  /** Name of the integer semantics, see compiler/arithmetic.ts. */
  readonly arithmetic: string;
  readonly partitioner: string;
  readonly placer: string;
  /** Where neurons are to go, and what to leave out; default: nothing is asked. */
  readonly constraints?: MappingConstraints;
  /** What the placement is good for; default: hops. */
  readonly placeFor?: PlaceGoal;
  /** Cut neurons that no core can hold, see compiler/split-neurons.ts; default: false. */
  readonly splitNeurons?: boolean;
  /** How networks become circuits, on analog cores; default: DEFAULT_ANALOG_OPTIONS. */
  readonly analog?: AnalogOptions;
  readonly seed: string;
  readonly sourceSha256: string;
  readonly profileSha256: string;
  /** Spikes that a partition is made for, or how to find them where they are asked for; default: all alike. */
  readonly activity?: Activity | ActivitySource;
  /** How long partitioners search. */
  readonly effort: Effort;
  /** Use this partition instead of computing one; it is checked like any other. */
  readonly partition?: Partition;
  /** An earlier image of the network: its mapping is refined and its cores kept where they can be. */
  readonly warm?: ProgramImage;
  /** Use this partition and these cores; throws where they are no legal mapping. */
  readonly given?: GivenMapping;
  /** Wall clock in milliseconds, for the header; the compiler itself never reads a clock. */
  readonly now?: () => number;
}

export const DEFAULT_COMPILE_OPTIONS: Omit<CompileOptions, 'parameterSet' | 'calibration'> = {
  ...DEFAULT_SIMULATION_OPTIONS,
  chips: 1,
  weightBits: 8,
  emulateReset: false,
  arithmetic: ARITHMETIC_MODES[0]!.name,
  partitioner: PARTITIONERS[0]!.name,
  placer: PLACERS[0]!.name,
  effort: 'normal',
  seed: '1',
  sourceSha256: '',
  profileSha256: '',
};
