import { z } from 'zod';
import { type Basis, type Cited, UNLIMITED } from '../src/model/chip.ts';

export const sourceSchema: z.ZodType<string> = z
  .string()
  .trim()
  .min(8)
  .max(2000)
  .describe('Where the figure comes from: authors, year, DOI or address, table or page.');

export const basisSchema: z.ZodType<Basis> = z
  .enum(['measured', 'simulated', 'derived', 'assumed'])
  .describe(
    'How the figure came about: measured on silicon, simulated, derived from others, or assumed.',
  );

/** A capacity: a whole number, or the word `unlimited`, which becomes `UNLIMITED`. */
export const countSchema: z.ZodType<number, number | 'unlimited'> = z
  .union([z.int().positive(), z.literal('unlimited')], {
    error: 'expected a whole number above 0, or "unlimited"',
  })
  .transform((value) => (value === 'unlimited' ? UNLIMITED : value));

const rest = {
  source: sourceSchema,
  basis: basisSchema,
  note: z.string().max(2000).exactOptional().describe('What a reader should know beside it.'),
};

/** A cost: any finite number from 0 up. */
export const citedCost: z.ZodType<Cited> = citedSchema(
  z.number().nonnegative(),
  'CitedCost',
  'A physical quantity with its origin; the unit ends the name of the field that holds it.',
);

/** A dimension or voltage: any finite number above 0. */
export const citedPositive: z.ZodType<Cited> = citedSchema(
  z.number().positive(),
  'CitedPositive',
  'A physical quantity above 0 with its origin.',
);

/** A hard limit of a core. */
export const citedLimit: z.ZodType<Cited> = citedSchema(
  countSchema,
  'CitedLimit',
  'A hard limit with its origin; `unlimited` switches it off.',
);

/** Timesteps of delay; 0 stands for a chip without delays. Bounded, since the emulator keeps a slot per step. */
export const citedDelay: z.ZodType<Cited> = citedSchema(
  z.int().min(0).max(65535),
  'CitedDelay',
  'A number of timesteps with its origin.',
);

/** Flits of a packet or of a buffer. */
export const citedFlits: z.ZodType<Cited> = citedSchema(
  z.int().min(1).max(1024),
  'CitedFlits',
  'A number of flits with its origin.',
);

/** Physical networks side by side. */
export const citedPlanes: z.ZodType<Cited> = citedSchema(
  z.int().min(1).max(16),
  'CitedPlanes',
  'A number of networks with its origin.',
);

/** A voltage or coefficient of either sign. */
export const citedReal: z.ZodType<Cited> = citedSchema(
  z.number(),
  'CitedReal',
  'A physical quantity of either sign with its origin.',
);

/** Slope factor of a subthreshold transistor. */
export const citedKappa: z.ZodType<Cited> = citedSchema(
  z.number().gt(0).lt(1),
  'CitedKappa',
  'A slope factor above 0 and below 1 with its origin.',
);

/** Bits of a converter. */
export const citedBits: z.ZodType<Cited> = citedSchema(
  z.int().min(1).max(16),
  'CitedBits',
  'Bits of a converter with their origin.',
);

function citedSchema(number: z.ZodType<number>, id: string, description: string): z.ZodType<Cited> {
  return z
    .strictObject({
      value: number.describe('The figure that counts.'),
      min: number.exactOptional().describe('Least value that the source allows.'),
      max: number.exactOptional().describe('Greatest value that the source allows.'),
      ...rest,
    })
    .superRefine(checkInterval)
    .meta({ id, description });
}

function checkInterval(cited: Cited, context: z.RefinementCtx): void {
  if (cited.min !== undefined && cited.min > cited.value) {
    const message = `min ${cited.min} is above the value ${cited.value}`;
    context.addIssue({ code: 'custom', path: ['min'], message });
  }
  if (cited.max !== undefined && cited.max < cited.value) {
    const message = `max ${cited.max} is below the value ${cited.value}`;
    context.addIssue({ code: 'custom', path: ['max'], message });
  }
}
