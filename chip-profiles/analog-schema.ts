/** What a profile says of analog cores; analog-faults.ts says what must fit together. */
import { z } from 'zod';
import type {
  AnalogComparator,
  AnalogCore,
  AnalogMismatch,
  AnalogStack,
  AnalogSynapse,
  AnalogTemperature,
  CurrentDac,
  TimeDac,
  VoltageDac,
} from '../src/model/analog.ts';
import { citedBits, citedCost, citedKappa, citedPositive, citedReal } from './cited-schema.ts';

const currentDac = (meaning: string): z.ZodType<CurrentDac> =>
  z
    .strictObject({
      scale: z
        .enum(['linear', 'geometric'])
        .describe('linear: code 0 is 0. geometric: code 0 is minA, equal ratios between codes.'),
      bits: citedBits.describe('Bits of the code.'),
      minA: citedCost.describe('Current of code 0, ampere.'),
      maxA: citedPositive.describe('Current of the highest code, ampere.'),
    })
    .describe(meaning);

const voltageDac: z.ZodType<VoltageDac> = z
  .strictObject({
    bits: citedBits.describe('Bits of the code.'),
    minV: citedReal.describe('Voltage of code 0, volt.'),
    maxV: citedReal.describe('Voltage of the highest code, volt.'),
  })
  .describe('Threshold of the membrane, equal steps.');

const timeDac = (meaning: string): z.ZodType<TimeDac> =>
  z
    .strictObject({
      bits: citedBits.describe('Bits of the code.'),
      minS: citedPositive.describe('Time of code 0, second.'),
      maxS: citedPositive.describe('Time of the highest code, second.'),
    })
    .describe(meaning);

const intervalSchema = citedPositive.describe('Least time between two spikes, second.');

const comparatorSchema: z.ZodType<AnalogComparator> = z
  .strictObject({
    biasA: citedCost.describe('Supply current, ampere.'),
    hysteresisV: citedCost.describe('It lets go this far below the threshold, volt.'),
    delayS: citedCost.describe('Delay at the reference slope, second; 0 for none.'),
    slopeReferenceVPerS: citedPositive.describe(
      'Reference slope of the membrane, volt per second.',
    ),
    delayExponent: citedCost.describe('The delay falls with the slope to this power.'),
    slopeMinVPerS: citedPositive.describe('Slower slopes count as this one, volt per second.'),
    minimumIntervalS: intervalSchema,
  })
  .describe('Comparator that turns the membrane voltage into spikes.');

const otaSchema = z
  .strictObject({
    kind: z.literal('ota').describe('Capacitor, leak through an OTA, comparator.'),
    kappa: citedKappa.describe('Slope factor of the pair of the leak.'),
    restV: citedReal.describe('Voltage to which the leak pulls, volt.'),
    resetV: citedReal.describe('Voltage after a spike and at the start, volt.'),
    floorV: citedReal.describe('Rail below which no input pulls the membrane, volt.'),
    threshold: voltageDac,
    leak: currentDac('Bias current of the leak.'),
    input: currentDac('Constant input current, of either sign.'),
    capacitorsF: z
      .array(citedCost.describe('A membrane capacitor, farad.'))
      .min(1)
      .max(64)
      .describe('Capacitors that a switch chooses from, by code.'),
    parasiticF: citedCost.describe('Wires and gates on the membrane, farad.'),
    comparator: comparatorSchema,
    refractory: timeDac('Time for which a spike holds the membrane at reset.'),
    resetCapacitanceF: citedCost.describe('Capacitor of the reset pulse, farad.'),
  })
  .describe('OTA neuron.');

const dpiSchema = z
  .strictObject({
    kind: z.literal('dpi').describe('Log-domain neuron with a differential pair integrator.'),
    kappa: citedKappa.describe('Slope factor of its transistors.'),
    capacitanceF: citedPositive.describe('Membrane capacitor, farad.'),
    leak: currentDac('Current that sets the time constant of the membrane.'),
    gain: currentDac('Current that sets the gain of the membrane.'),
    input: currentDac('Constant input current, of either sign.'),
    threshold: currentDac('Membrane current at which it fires.'),
    resetA: citedPositive.describe('Membrane current after a spike, its least: leakage, ampere.'),
    refractory: timeDac('Time for which a spike holds the membrane at reset.'),
    minimumIntervalS: intervalSchema,
  })
  .describe('DPI neuron.');

const neuronSchema: z.ZodType<AnalogCore['neuron']> = z
  .discriminatedUnion('kind', [otaSchema, dpiSchema], {
    error: 'expected a neuron of kind: ota or kind: dpi',
  })
  .describe('Circuit of a neuron.');

const synapseSchema: z.ZodType<AnalogSynapse> = z
  .strictObject({
    kind: z
      .enum(['packet', 'exponential'])
      .describe('packet: a current for widthS. exponential: it jumps and decays with tau.'),
    widthS: citedCost.describe('Width of the pulse extender, second.'),
    unit: currentDac('Current of weight code 1.'),
    tau: timeDac('Time constant of the decay.').exactOptional(),
  })
  .describe('Synapses of a neuron.');

const stackSchema: z.ZodType<AnalogStack> = z
  .strictObject({
    tiers: z.int().min(2).max(64).describe('Dies of the stack; it divides coresPerTile.'),
    crossing: z
      .enum(['membrane', 'spike'])
      .describe('Net that crosses between tiers: the membrane node, or the digital spike.'),
    tsv: z
      .strictObject({
        diameterM: citedPositive.describe('Diameter of the copper, metre.'),
        lengthM: citedPositive.describe('Length, metre.'),
        oxideM: citedPositive.describe('Thickness of the liner, metre.'),
        dopingPerM3: citedPositive.describe('Acceptors of the bulk, per cubic metre.'),
        flatBandV: citedReal.describe('Flat-band voltage, volt.'),
        bumpF: citedCost.describe('Bump and pad of each via, farad.'),
      })
      .describe('Through-silicon via.'),
  })
  .describe('Tiers of a stack: tier = core in its tile x tiers / cores per tile.');

const mismatchSchema: z.ZodType<AnalogMismatch> = z
  .strictObject({
    biasLn: citedCost.describe('Of ln I of each bias current.'),
    thresholdV: citedCost.describe('Of the threshold, volt.'),
    capacitance: citedCost.describe('Of the capacitance, relative.'),
    weightUnit: citedCost.describe('Of one unit device of a weight mirror, relative.'),
  })
  .describe('Standard deviations of the devices of one chip.');

const temperatureSchema: z.ZodType<AnalogTemperature> = z
  .strictObject({
    referenceK: citedPositive.describe('At which all figures hold, kelvin.'),
    minK: citedPositive.describe('Least temperature, kelvin.'),
    maxK: citedPositive.describe('Greatest temperature, kelvin.'),
    bias: z
      .enum(['constant', 'ptat'])
      .describe('How currents of converters move: not at all, or as the absolute temperature.'),
    kappaPerK: citedReal.describe('Relative change of kappa per kelvin.'),
    leakageDoublingK: citedPositive.describe('Kelvins in which junction leakage doubles.'),
  })
  .describe('What temperature does.');

export const analogSchema: z.ZodType<AnalogCore> = z
  .strictObject({
    neuron: neuronSchema,
    synapse: synapseSchema,
    temperature: temperatureSchema,
    mismatch: mismatchSchema,
    stack: stackSchema.exactOptional(),
  })
  .describe('Circuits of a core whose controller is analog.');
