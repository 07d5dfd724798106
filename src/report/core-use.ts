/** Use of a core against its limits: the four resources, in one order for tables and pictures. */
import { UNLIMITED } from '../model/chip.ts';
import type { CoreUse } from '../model/mapping.ts';
import { formatBytes, formatCount } from './units.ts';

export interface CoreResource {
  readonly key: keyof CoreUse;
  readonly title: string;
  readonly format: (amount: number) => string;
}

export const CORE_RESOURCES: readonly CoreResource[] = [
  { key: 'compartments', title: 'Compartments', format: formatCount },
  { key: 'inputAxons', title: 'Input axons', format: formatCount },
  { key: 'outputAxons', title: 'Output axons', format: formatCount },
  {
    key: 'synapseMemoryBits',
    title: 'Synapse memory',
    format: (bits) => formatBytes(Math.ceil(bits / 8)),
  },
];

/** Tables that compartments and synapses of a core share; shown beside the resources, not on the map. */
export const CORE_TABLE_RESOURCES: readonly CoreResource[] = [
  { key: 'compartmentProfiles', title: 'Compartment profiles', format: formatCount },
  { key: 'thresholdProfiles', title: 'Threshold profiles', format: formatCount },
  { key: 'voltageRanges', title: 'Voltage ranges', format: formatCount },
  { key: 'synapseFormats', title: 'Synapse formats', format: formatCount },
];

/** True where the profile sets no limit to the resource. */
export function isUnlimited(limit: number): boolean {
  return !Number.isFinite(limit) || limit >= UNLIMITED || limit <= 0;
}

/** Fraction of the limit, or null where there is none. */
export function usedFraction(amount: number, limit: number): number | null {
  return isUnlimited(limit) ? null : amount / limit;
}

/** Largest fraction over the four resources; 0 where nothing is limited. */
export function fullestFraction(use: CoreUse, limits: CoreUse): number {
  return Math.max(...CORE_RESOURCES.map(({ key }) => usedFraction(use[key], limits[key]) ?? 0));
}
