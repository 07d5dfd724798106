/** Rows of synapses, one for each input axon of each core: what a broadcast spike does there. */
import { SYNAPSE_CHANNEL } from '../src/analog/decode.ts';
import type { CoreProgram, ProgramImage, SynapseBlock } from '../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../src/model/program.ts';
import { EmulationError, groupDigits } from '../src/support/errors.ts';
import { deliverConv, planConv } from './deliver.ts';
import { KIND } from './event-index.ts';
import type { ChipCircuits } from './free-running-circuits.ts';
import { type Cells, cellAt, type NeuronPlaces } from './free-running-places.ts';
import { synapseEvent } from './synapse-kind.ts';

/** Row r of the chip: `rowBegins[core] + axon`, as of `SpikeWays`. */
export interface SynapseRows {
  /** Synapses of each row [rowCount + 1], in the order of their targets; those of weight 0 are left out. */
  readonly offsets: Int32Array;
  /** Number of the target in the engine. */
  readonly targets: Int32Array;
  readonly channels: Uint8Array;
  /** C of a packet, A of a jump. */
  readonly weights: Float64Array;
  /** Cell that the row's axon event is booked on. */
  readonly axonCells: Int32Array;
  /** Counts of each row [rowCount + 1]: so many synapses of a kind on a cell, those of weight 0 too. */
  readonly countOffsets: Int32Array;
  readonly countCells: Int32Array;
  readonly countKinds: Int8Array;
  readonly counts: Int32Array;
}

const SLOT_MASK = (1 << SPARSE_SLOT_BITS) - 1;

/** Throws EmulationError E_ANALOG_IMAGE for synapses that no analog core has, E_ANALOG_SIZE for too many, and E_ANALOG_CODE. */
export function expandRows(
  image: ProgramImage,
  places: NeuronPlaces,
  cells: Cells,
  chip: ChipCircuits,
): SynapseRows {
  const synapses = new SynapseList();
  const offsets = [0];
  const axonCells: number[] = [];
  const countOffsets = [0];
  const countCells: number[] = [];
  const countKinds: number[] = [];
  const counts: number[] = [];
  image.cores.forEach((core, c) => {
    const readers = core.blocks.map((block) => createReader(image, core, block, c, cells));
    core.ports.forEach(({ axonBegin, axonEnd }, port) => {
      const reached = readers.filter((reader) => reader.port === port);
      const adders = reached.map(({ population }) => {
        const begin = places.begins[population]!;
        return (slot: number, code: number): void => {
          const neuron = begin + core.neurons[slot]!;
          const engine = chip.engineOf[neuron]!;
          if (engine >= 0) synapses.add(engine, chip.decoded[neuron]!.weight(code));
        };
      });
      for (let row = 0; row < axonEnd - axonBegin; row++) {
        reached.forEach(({ read, cell, kind }, r) => {
          const count = read(row, adders[r]!);
          if (count === 0) return;
          countCells.push(cell);
          countKinds.push(kind);
          counts.push(count);
        });
        synapses.sortFrom(offsets.at(-1)!);
        offsets.push(synapses.length);
        countOffsets.push(counts.length);
        axonCells.push(reached[0]?.cell ?? cells.begins[c]!);
      }
    });
  });
  const { targets, weights } = synapses.columns();
  return {
    offsets: Int32Array.from(offsets),
    targets,
    channels: new Uint8Array(targets.length).fill(SYNAPSE_CHANNEL),
    weights,
    axonCells: Int32Array.from(axonCells),
    countOffsets: Int32Array.from(countOffsets),
    countCells: Int32Array.from(countCells),
    countKinds: Int8Array.from(countKinds),
    counts: Int32Array.from(counts),
  };
}

/** About 1.6 GiB of columns. */
const SYNAPSES_MAX = 2 ** 27;

/** Targets and weights as columns that grow by doubling. */
class SynapseList {
  length = 0;
  private targets = new Int32Array(1024);
  private weights = new Float64Array(1024);

  add(target: number, weight: number): void {
    if (this.length === this.targets.length) this.grow();
    this.targets[this.length] = target;
    this.weights[this.length++] = weight;
  }

  /** Sorts those from `begin` on by target; those of one target stay in their order. */
  sortFrom(begin: number): void {
    const { targets, weights, length } = this;
    let at = begin + 1;
    while (at < length && targets[at - 1]! <= targets[at]!) at++;
    if (at >= length) return;
    const [oldTargets, oldWeights] = [targets.slice(begin, length), weights.slice(begin, length)];
    const order = Uint32Array.from(oldTargets.keys()).sort(
      (a, b) => oldTargets[a]! - oldTargets[b]! || a - b,
    );
    order.forEach((from, k) => {
      targets[begin + k] = oldTargets[from]!;
      weights[begin + k] = oldWeights[from]!;
    });
  }

  columns(): { readonly targets: Int32Array; readonly weights: Float64Array } {
    return {
      targets: this.targets.slice(0, this.length),
      weights: this.weights.slice(0, this.length),
    };
  }

  private grow(): void {
    if (this.length >= SYNAPSES_MAX) {
      throw new EmulationError(
        'E_ANALOG_SIZE',
        `the image has more than ${groupDigits(SYNAPSES_MAX)} synapses, each of which a free-running chip keeps apart (shared kernels too). Emulate a part of the network.`,
      );
    }
    const [targets, weights] = [this.targets, this.weights];
    this.targets = new Int32Array(targets.length * 2);
    this.weights = new Float64Array(targets.length * 2);
    this.targets.set(targets);
    this.weights.set(weights);
  }
}

/** Calls `add(slot, code)` for each synapse of a block's row that is not 0; returns how many there are with those. */
type ReadRow = (row: number, add: (slot: number, code: number) => void) => number;

interface BlockReader {
  readonly port: number;
  readonly population: number;
  readonly cell: number;
  readonly kind: number;
  readonly read: ReadRow;
}

function createReader(
  image: ProgramImage,
  core: CoreProgram,
  block: SynapseBlock,
  c: number,
  cells: Cells,
): BlockReader {
  const group = core.groups[block.group]!;
  const slice = core.slices[group.slice]!;
  checkGroup(image, core, block.group);
  return {
    port: block.port,
    population: slice.population,
    cell: cellAt(cells, c, slice.population),
    kind: KIND[synapseEvent(block, core, image.header)],
    read: rowReader(block, core, slice.slotBegin),
  };
}

function rowReader(block: SynapseBlock, core: CoreProgram, slotBegin: number): ReadRow {
  if (block.kind === 'sparse') {
    const { offsets, words } = block;
    return (row, add) => {
      for (let k = offsets[row]!; k < offsets[row + 1]!; k++) {
        const code = words[k]! >> SPARSE_SLOT_BITS;
        if (code !== 0) add(words[k]! & SLOT_MASK, code);
      }
      return offsets[row + 1]! - offsets[row]!;
    };
  }
  if (block.kind === 'dense') {
    const { width, weights } = block;
    return (row, add) => {
      for (let k = 0; k < width; k++) {
        const code = weights[row * width + k]!;
        if (code !== 0) add(slotBegin + k, code);
      }
      return width;
    };
  }
  const { axonBegin, axonEnd } = core.ports[block.port]!;
  const plan = planConv(block, core.axonSources.subarray(axonBegin, axonEnd));
  const sums = new Int32Array(core.neurons.length);
  const event = new Int32Array(1);
  return (row, add) => {
    event[0] = row;
    sums.fill(0);
    const count = deliverConv(event, 1, plan, sums, slotBegin);
    for (let slot = 0; slot < sums.length; slot++) if (sums[slot] !== 0) add(slot, sums[slot]!);
    return count;
  };
}

/** An analog synapse is a code of its neuron's mirrors: nothing scales, delays or changes it. */
function checkGroup({ header }: ProgramImage, core: CoreProgram, index: number): void {
  const { projection, weightExp, delaySteps } = core.groups[index]!;
  const { name, learning } = header.projections[projection]!;
  const wrong =
    weightExp !== 0
      ? `scales its weights by 2^${weightExp}`
      : delaySteps !== 0
        ? `delays its spikes by ${delaySteps} steps`
        : learning
          ? `learns by "${learning.rule}"`
          : null;
  if (wrong === null) return;
  throw new EmulationError(
    'E_ANALOG_IMAGE',
    `projection "${name}" ${wrong}, which the synapses of an analog core do not. Compile the network for this chip.`,
    { projection: name },
  );
}
