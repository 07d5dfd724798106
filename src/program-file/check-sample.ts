import { EVENT_KINDS } from '../model/chip.ts';
import type { ImageHeader } from '../model/program.ts';
import type { CountColumns, FlightColumns } from '../model/trace.ts';
import { isWhole } from './check-header.ts';
import { ROWS_MAX } from './count-columns.ts';
import type { DataFault } from './read-fields.ts';
import { outputNeuronsOf, type PacketPairs, type RecordedSample } from './recorded-run.ts';

const INT32_MAX = 0x7fffffff;
const WHOLE_MAX = Number.MAX_SAFE_INTEGER;
/** Differences of step times must stay exact when they are folded. */
const STEP_PS_MAX = 2 ** 51;

/** Fails at the first contradiction in a sample. */
export function checkSample(
  recorded: RecordedSample,
  header: ImageHeader,
  coreCount: number,
  fail: DataFault,
): void {
  checkSteps(recorded, coreCount, fail);
  const { saturations, droppedEvents, firstOutputStep } = recorded;
  if (!isWhole(saturations, 0, WHOLE_MAX)) fail(`${saturations} saturations`);
  if (!isWhole(droppedEvents, 0, WHOLE_MAX)) fail(`${droppedEvents} dropped events`);
  if (!isWhole(firstOutputStep, -1, INT32_MAX)) fail(`first output in step ${firstOutputStep}`);
  if (recorded.label !== null && !Number.isFinite(recorded.label)) fail(`label ${recorded.label}`);
  checkOutputs(recorded, header, fail);
  checkCounts(recorded.counts, recorded.stepsRun, coreCount, fail);
  checkFlights(recorded.flights, recorded.counts, coreCount, fail);
  checkPopulationCounts(recorded, coreCount, header.populations.length, fail);
  checkPairs(recorded.packetsBetweenCores, coreCount, fail);
}

function checkSteps(recorded: RecordedSample, coreCount: number, fail: DataFault): void {
  const { inputSteps, drainSteps, stepsRun } = recorded;
  const stepsMax = inputSteps + drainSteps;
  if (!isWhole(stepsMax, 0, INT32_MAX)) fail(`${inputSteps} + ${drainSteps} steps`);
  if (!isWhole(stepsRun, 0, stepsMax)) fail(`it ran ${stepsRun} of ${stepsMax} steps`);
  if (stepsRun * coreCount > ROWS_MAX) fail(`${stepsRun} steps of ${coreCount} cores`);
  checkColumn(recorded.stepPs, stepsRun, STEP_PS_MAX, 'step times', fail);
  checkColumn(recorded.inputEventsByStep, stepsRun, INT32_MAX, 'input events', fail);
  checkColumn(recorded.hopsByStep, stepsRun, INT32_MAX, 'hops', fail);
  const between = recorded.interCorePacketsByStep;
  checkColumn(between, stepsRun, INT32_MAX, 'packets between cores', fail);
}

function checkOutputs(recorded: RecordedSample, header: ImageHeader, fail: DataFault): void {
  const { outputCounts, spikesByPopulation, predictedByStep, inputSteps } = recorded;
  const outputNeurons = outputNeuronsOf(header);
  checkColumn(outputCounts, outputNeurons, INT32_MAX, 'output counts', fail);
  const populations = header.populations.length;
  checkColumn(spikesByPopulation, populations, WHOLE_MAX, 'spikes by population', fail);
  checkColumn(predictedByStep, inputSteps, outputNeurons - 1, 'predictions', fail, -1);
}

function checkColumn(
  values: Int32Array | Float64Array,
  length: number,
  most: number,
  what: string,
  fail: DataFault,
  least = 0,
): void {
  if (values.length !== length) fail(`${values.length} ${what}, there should be ${length}`);
  for (let i = 0; i < length; i++) {
    if (!isWhole(values[i]!, least, most)) fail(`${what} ${i}: ${values[i]}`);
  }
}

function checkCounts(
  columns: CountColumns,
  stepCount: number,
  coreCount: number,
  fail: DataFault,
): void {
  const { steps, cores, kinds, counts } = columns;
  const equal = [steps, cores, kinds].every(({ length }) => length === counts.length);
  if (!equal) fail('its count columns differ in length');
  let last = -1;
  for (let e = 0; e < counts.length; e++) {
    const inside =
      isWhole(steps[e]!, 0, stepCount - 1) &&
      isWhole(cores[e]!, 0, coreCount - 1) &&
      isWhole(kinds[e]!, 0, EVENT_KINDS.length - 1);
    if (!inside) fail(`count ${e}: step ${steps[e]}, core index ${cores[e]}, kind ${kinds[e]}`);
    const at = (steps[e]! * coreCount + cores[e]!) * EVENT_KINDS.length + kinds[e]!;
    if (at <= last) fail(`count ${e} is not sorted by step, core and kind`);
    if (counts[e]! < 1) fail(`count ${e} is ${counts[e]}`);
    last = at;
  }
}

const AXON_OUT = EVENT_KINDS.indexOf('axonOut');

/** Each core that sends packets in a step has ways there, and no other. */
function checkFlights(
  flights: FlightColumns,
  { steps, cores, kinds, counts }: CountColumns,
  coreCount: number,
  fail: DataFault,
): void {
  const rowAt = (e: number): number => flights.steps[e]! * coreCount + flights.cores[e]!;
  const links = [flights.withinTile, flights.eastWest, flights.northSouth, flights.betweenChips];
  const length = flights.steps.length;
  if ([flights.cores, ...links].some((column) => column.length !== length)) {
    fail('its flight columns differ in length');
  }
  let next = 0;
  for (let e = 0; e < counts.length; e++) {
    if (kinds[e] !== AXON_OUT) continue;
    const row = steps[e]! * coreCount + cores[e]!;
    if (next >= length || rowAt(next) !== row) {
      fail(
        `core index ${cores[e]} sends packets in step ${steps[e]}, and its flights do not say how far`,
      );
    }
    while (next < length && rowAt(next) === row) next++;
  }
  if (next < length) fail(`flight ${next} is of a core that sends no packets`);
  for (let e = 0; e < length; e++) {
    const bad = links.find((column) => !isWhole(column[e]!, 0, INT32_MAX));
    if (bad) fail(`flight ${e} crosses ${bad[e]} links`);
  }
}

/** Over the populations of each core they add up to its counts. */
function checkPopulationCounts(
  { counts, populationCounts }: RecordedSample,
  coreCount: number,
  populationCount: number,
  fail: DataFault,
): void {
  const kindCount = EVENT_KINDS.length;
  const rest = new Float64Array(coreCount * kindCount);
  for (let e = 0; e < counts.counts.length; e++) {
    rest[counts.cores[e]! * kindCount + counts.kinds[e]!]! += counts.counts[e]!;
  }
  let last = -1;
  for (let e = 0; e < populationCounts.counts.length; e++) {
    const [core, population] = [populationCounts.cores[e]!, populationCounts.populations[e]!];
    const kind = populationCounts.kinds[e]!;
    const key = (core * populationCount + population) * kindCount + kind;
    const inside = core < coreCount && population < populationCount && kind < kindCount;
    if (!inside || key <= last) fail(`count by population ${e} is out of order`);
    if (!isWhole(populationCounts.counts[e]!, 1, WHOLE_MAX)) fail(`count by population ${e}`);
    rest[core * kindCount + kind]! -= populationCounts.counts[e]!;
    last = key;
  }
  const at = rest.findIndex((count) => count !== 0);
  if (at < 0) return;
  const kind = EVENT_KINDS[at % kindCount];
  fail(
    `the ${kind} events of core index ${Math.floor(at / kindCount)} are not those of its populations`,
  );
}

function checkPairs(
  { sources, targets, packets }: PacketPairs,
  coreCount: number,
  fail: DataFault,
): void {
  const equal = sources.length === packets.length && targets.length === packets.length;
  if (!equal) fail('its packet columns differ in length');
  let last = -1;
  for (let k = 0; k < packets.length; k++) {
    const [source, target] = [sources[k]!, targets[k]!];
    const pair = source * coreCount + target;
    const inside = isWhole(source, 0, coreCount - 1) && isWhole(target, 0, coreCount - 1);
    if (!inside || pair <= last) fail(`packet pair ${k}: core index ${source} to ${target}`);
    if (!isWhole(packets[k]!, 1, WHOLE_MAX)) fail(`packet pair ${k}: ${packets[k]} packets`);
    last = pair;
  }
}
