/** What the kinds of neurons are decoded with, and to. */
import type { AnalogCore } from '../model/analog.ts';
import type { Membrane } from '../model/analog-circuit.ts';
import type { Tsv } from '../physics/tsv.ts';
import type { Climate } from './climate.ts';

/** What a kind of neuron makes of its registers. */
export interface DecodedMembrane {
  readonly membrane: Membrane;
  readonly fault: string | null;
  readonly tsvF: number;
  readonly staticA: number;
  readonly resetCapacitanceF: number;
}

/** What a neuron is decoded with. */
export interface DecodeContext {
  readonly core: AnalogCore;
  readonly climate: Climate;
  /** Null where the core is no stack. */
  readonly via: Tsv | null;
}
