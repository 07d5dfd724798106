import {
  ANALOG_NEURONS,
  ANALOG_REGISTER_NAMES,
  type AnalogCore,
  type AnalogMismatch,
  type AnalogStack,
  type AnalogSynapse,
  type AnalogTemperature,
  BIAS_SPREAD_MAX,
  type CurrentDac,
  type DpiNeuron,
  type OtaNeuron,
  type TimeDac,
} from '../src/model/analog.ts';
import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import { INTRINSIC_SILICON_PER_M3 } from '../src/physics/constants.ts';
import type { PathFault } from './faults.ts';

/** What does not fit together in the analog cores of a profile. */
export function analogFaults(profile: ChipProfile): PathFault[] {
  const cores = profile.coreTypes.flatMap((core, type) => {
    const path = ['coreTypes', type];
    return [...controllerFaults(core, path), ...coreFaults(core, profile, path)];
  });
  return [...syncFaults(profile), ...cores, ...supplyFaults(profile)];
}

type Path = readonly PropertyKey[];

function hasAnalog(profile: ChipProfile): boolean {
  return profile.coreTypes.some(({ controller }) => controller === 'analog');
}

/** Free-running chips are emulated where all cores are analog, and analog cores only there. */
function syncFaults(profile: ChipProfile): PathFault[] {
  const isFree = profile.sync === 'free-running';
  const digital = profile.coreTypes.findIndex(({ controller }) => controller !== 'analog');
  if (isFree && digital >= 0) {
    const { controller } = profile.coreTypes[digital]!;
    const message = `a free-running chip has cores of controller analog only, not ${controller}`;
    return [{ path: ['coreTypes', digital, 'controller'], message }];
  }
  if (isFree || !hasAnalog(profile)) return [];
  const message = `analog cores know no timestep: expected free-running, found ${profile.sync}`;
  return [{ path: ['sync'], message }];
}

function controllerFaults({ controller, analog }: CoreType, path: Path): PathFault[] {
  if (controller === 'analog' && analog === undefined) {
    const message = 'missing: a core of controller analog says what its circuits are';
    return [{ path: [...path, 'analog'], message, missing: true }];
  }
  if (controller === 'analog' || analog === undefined) return [];
  const message = `circuits are of cores of controller analog, not ${controller}`;
  return [{ path: [...path, 'analog'], message }];
}

function coreFaults(core: CoreType, profile: ChipProfile, path: Path): PathFault[] {
  const { analog } = core;
  if (analog === undefined) return [];
  const at = [...path, 'analog'];
  const { neuron, synapse, temperature, mismatch, stack } = analog;
  return [
    ...modelFaults(core, analog, path),
    ...registerFaults(core, path),
    ...(neuron.kind === 'ota'
      ? otaFaults(neuron, stack, [...at, 'neuron'])
      : dpiFaults(neuron, [...at, 'neuron'])),
    ...synapseFaults(synapse, [...at, 'synapse']),
    ...temperatureFaults(temperature, [...at, 'temperature']),
    ...mismatchFaults(mismatch, [...at, 'mismatch']),
    ...stackFaults(stack, profile, [...at, 'stack']),
  ];
}

function modelFaults({ neuronModels }: CoreType, { neuron }: AnalogCore, path: Path): PathFault[] {
  const expected = ANALOG_NEURONS[neuron.kind];
  return neuronModels.flatMap(({ name }, k) => {
    if (name === expected) return [];
    const message = `a circuit of kind ${neuron.kind} is the model ${expected}, not ${name}`;
    return [{ path: [...path, 'neuronModels', k, 'name'], message }];
  });
}

function registerFaults({ sharedRegisters }: CoreType, path: Path): PathFault[] {
  if (sharedRegisters === undefined) return [];
  const known: readonly string[] = ANALOG_REGISTER_NAMES;
  return (['compartmentProfiles', 'thresholdProfiles', 'voltageRanges'] as const).flatMap((table) =>
    sharedRegisters[table].flatMap((name, k) => {
      if (known.includes(name)) return [];
      const message = `"${name}" is no register of analog cores; they are ${known.join(', ')}`;
      return [{ path: [...path, 'sharedRegisters', table, k], message }];
    }),
  );
}

function otaFaults(neuron: OtaNeuron, stack: AnalogStack | undefined, path: Path): PathFault[] {
  const { threshold, comparator, resetV, floorV } = neuron;
  return [
    ...currentFaults(neuron.leak, [...path, 'leak']),
    ...currentFaults(neuron.input, [...path, 'input']),
    ...timeFaults(neuron.refractory, [...path, 'refractory']),
    ...orderFaults('minV', threshold.minV.value, 'maxV', threshold.maxV.value, [
      ...path,
      'threshold',
    ]),
    ...releaseFaults(threshold.minV.value - comparator.hysteresisV.value, resetV.value, path),
    ...restFaults(neuron, path),
    ...(floorV.value <= resetV.value
      ? []
      : [
          {
            path: [...path, 'floorV', 'value'],
            message: `${floorV.value} V is above the reset of ${resetV.value} V`,
          },
        ]),
    ...capacitorFaults(neuron, stack, path),
    ...intervalFaults(comparator.minimumIntervalS.value, [...path, 'comparator']),
  ];
}

function releaseFaults(leastV: number, resetV: number, path: Path): PathFault[] {
  if (leastV > resetV) return [];
  const message = `the least threshold, less the hysteresis, is ${leastV} V, not above the reset of ${resetV} V`;
  return [{ path: [...path, 'threshold', 'minV', 'value'], message }];
}

/** A leak to a voltage where no membrane is would be a current without end. */
function restFaults({ restV, resetV, floorV, threshold }: OtaNeuron, path: Path): PathFault[] {
  const rest = restV.value;
  const least = Math.min(floorV.value, resetV.value);
  if (rest >= least && rest <= threshold.maxV.value) return [];
  const message = `${rest} V is no voltage of a membrane: they end at ${least} V and at the largest threshold, ${threshold.maxV.value} V`;
  return [{ path: [...path, 'restV', 'value'], message }];
}

/** A capacitor of 0 leaves the charge to vias, which only a stack has, or to parasitics. */
function capacitorFaults(
  { capacitorsF, parasiticF }: OtaNeuron,
  stack: AnalogStack | undefined,
  path: Path,
): PathFault[] {
  if (stack !== undefined || parasiticF.value > 0) return [];
  return capacitorsF.flatMap(({ value }, k) => {
    if (value > 0) return [];
    const message = '0 F leaves nothing on the membrane: no vias of a stack, no parasitic';
    return [{ path: [...path, 'capacitorsF', k, 'value'], message }];
  });
}

function dpiFaults(neuron: DpiNeuron, path: Path): PathFault[] {
  const { threshold, resetA } = neuron;
  const currents = ['leak', 'gain', 'input', 'threshold'] as const;
  const isReset = threshold.scale === 'geometric' && threshold.minA.value <= resetA.value;
  const message = `${threshold.minA.value} A is not above the reset current of ${resetA.value} A`;
  const noCurrent = (['leak', 'gain', 'threshold'] as const).flatMap((name) => {
    if (neuron[name].scale === 'geometric') return [];
    const why = 'code 0 of a linear converter is 0 A, with which this circuit does not work';
    return [{ path: [...path, name, 'scale'], message: `expected geometric: ${why}` }];
  });
  return [
    ...currents.flatMap((name) => currentFaults(neuron[name], [...path, name])),
    ...noCurrent,
    ...(isReset ? [{ path: [...path, 'threshold', 'minA', 'value'], message }] : []),
    ...timeFaults(neuron.refractory, [...path, 'refractory']),
    ...intervalFaults(neuron.minimumIntervalS.value, path),
  ];
}

function currentFaults({ scale, minA, maxA }: CurrentDac, path: Path): PathFault[] {
  const at = [...path, 'minA', 'value'];
  if (scale === 'linear') {
    if (minA.value === 0) return [];
    return [{ path: at, message: `${minA.value} A is not 0, the current of code 0 if linear` }];
  }
  if (minA.value === 0) return [{ path: at, message: '0 A begins no geometric range' }];
  return orderFaults('minA', minA.value, 'maxA', maxA.value, path);
}

function timeFaults({ minS, maxS }: TimeDac, path: Path): PathFault[] {
  return orderFaults('minS', minS.value, 'maxS', maxS.value, path);
}

function orderFaults(
  lowName: string,
  low: number,
  highName: string,
  high: number,
  path: Path,
): PathFault[] {
  if (low < high) return [];
  const message = `${high} is not above the ${low} of ${lowName}`;
  return [{ path: [...path, highName, 'value'], message }];
}

const INTERVAL_MIN_S = 1e-12;

function intervalFaults(intervalS: number, path: Path): PathFault[] {
  if (intervalS >= INTERVAL_MIN_S) return [];
  const message = `${intervalS} s is below ${INTERVAL_MIN_S} s, the least that is timed`;
  return [{ path: [...path, 'minimumIntervalS', 'value'], message }];
}

function synapseFaults({ kind, widthS, unit, tau }: AnalogSynapse, path: Path): PathFault[] {
  const faults = currentFaults(unit, [...path, 'unit']);
  if (kind === 'packet') {
    if (widthS.value === 0) {
      const message = '0 s: a packet is a current for more than no time';
      faults.push({ path: [...path, 'widthS', 'value'], message });
    }
    if (tau === undefined) return faults;
    return [...faults, { path: [...path, 'tau'], message: 'a packet does not decay' }];
  }
  if (tau !== undefined) return [...faults, ...timeFaults(tau, [...path, 'tau'])];
  const message = 'missing: an exponential synapse has a time constant';
  return [...faults, { path: [...path, 'tau'], message, missing: true }];
}

function temperatureFaults({ referenceK, minK, maxK }: AnalogTemperature, path: Path): PathFault[] {
  if (minK.value <= referenceK.value && referenceK.value <= maxK.value) return [];
  const message = `${referenceK.value} K lies outside ${minK.value} K to ${maxK.value} K`;
  return [{ path: [...path, 'referenceK', 'value'], message }];
}

function mismatchFaults({ biasLn }: AnalogMismatch, path: Path): PathFault[] {
  if (biasLn.value <= BIAS_SPREAD_MAX) return [];
  const message = `${biasLn.value} is too big: at most ${BIAS_SPREAD_MAX}, and 0.1 is 10 % of a current`;
  return [{ path: [...path, 'biasLn', 'value'], message }];
}

function stackFaults(
  stack: AnalogStack | undefined,
  { grid: { coresPerTile } }: ChipProfile,
  path: Path,
): PathFault[] {
  if (stack === undefined) return [];
  const faults: PathFault[] = [];
  if (coresPerTile % stack.tiers !== 0) {
    const message = `${stack.tiers} tiers do not divide the ${coresPerTile} cores of a tile`;
    faults.push({ path: [...path, 'tiers'], message });
  }
  const leastDoping = 10 * INTRINSIC_SILICON_PER_M3;
  const doping = stack.tsv.dopingPerM3.value;
  if (doping < leastDoping) {
    const message = `${doping} per m^3 is below ${leastDoping}, where depletion has no meaning`;
    faults.push({ path: [...path, 'tsv', 'dopingPerM3', 'value'], message });
  }
  return faults;
}

const SUPPLY_TOLERANCE = 0.01;

/** A femtocoulomb from a supply of V volts is V x 1e-3 pJ. */
function supplyFaults(profile: ChipProfile): PathFault[] {
  if (profile.coreTypes.every(({ analog }) => analog === undefined)) return [];
  return Object.entries(profile.parameterSets).flatMap(([name, { energyPj, supplyV }]) => {
    const expected = supplyV.value / 1000;
    const { value } = energyPj.supplyCharge;
    if (Math.abs(value - expected) <= SUPPLY_TOLERANCE * expected) return [];
    const message = `${value} pJ; a femtocoulomb from ${supplyV.value} V is ${expected} pJ`;
    const path = ['parameterSets', name, 'energyPj', 'supplyCharge'];
    return [{ path, message, missing: value === 0 }];
  });
}
