/** Options of `neuron` as the command line has them. */
export interface NeuronOptions {
  readonly fi?: boolean;
  readonly trace?: boolean;
  readonly tsv?: boolean;
  /** True is the sweep, a text the temperature of everything else. */
  readonly temperature?: string | true;
  readonly mismatch?: boolean;
  readonly code?: string;
  readonly leak?: string;
  readonly gain?: string;
  readonly threshold?: string;
  readonly capacitor?: string;
  readonly refractory?: string;
  readonly input?: string;
  readonly exact?: boolean;
  readonly tsvs?: string;
  readonly instance?: string;
  readonly neuron?: string;
  readonly seed?: string;
  readonly from?: string;
  readonly to?: string;
  readonly points?: string;
  readonly instances?: string;
  readonly neurons?: string;
  readonly spice?: string;
  readonly checkSpice?: boolean;
  readonly svg?: string;
  readonly csv?: string;
  readonly json?: boolean;
}

export type StudyKind = 'fi' | 'trace' | 'tsv' | 'temperature' | 'mismatch';

export const DEFAULT_SEED = '1';
