/** Counts the rows of a core's tables again, from the registers and blocks of its program alone. */
import type { CoreType } from '../src/model/chip.ts';
import type { CoreUse } from '../src/model/mapping.ts';
import type {
  CoreProgram,
  CoreSlice,
  ImageProjection,
  SynapseBlock,
} from '../src/model/program.ts';
import { findRegisterModel } from '../src/neurons/register-models.ts';
import { holdsSynapses } from './check-blocks.ts';
import type { SynapseWidths } from './synapse-memory.ts';

/** Distinct register sets of each table, by what the profile says stands in it. */
export function registerTables(
  { slices }: CoreProgram,
  { sharedRegisters }: CoreType,
): Pick<CoreUse, 'compartmentProfiles' | 'thresholdProfiles' | 'voltageRanges'> {
  const count = (names: readonly string[] = []): number => {
    const rows = new Set<string>();
    for (const slice of slices) addRows(rows, slice, names);
    return rows.size;
  };
  return {
    compartmentProfiles: count(sharedRegisters?.compartmentProfiles),
    thresholdProfiles: count(sharedRegisters?.thresholdProfiles),
    voltageRanges: count(sharedRegisters?.voltageRanges),
  };
}

function addRows(rows: Set<string>, slice: CoreSlice, names: readonly string[]): void {
  const fields = findRegisterModel(slice.neuron)?.fields ?? [];
  const held = fields.filter(({ name }) => names.includes(name));
  if (held.length === 0) return;
  const count = slice.slotEnd - slice.slotBegin;
  const alike = held.every(({ name }) => typeof (slice.registers[name] ?? 0) === 'number');
  for (let k = 0; k < (alike ? Math.min(1, count) : count); k++) {
    const row = held.map((field) => {
      const values = slice.registers[field.name] ?? field.default;
      return `${field.name}=${typeof values === 'number' ? values : values[k]}`;
    });
    rows.add(row.sort().join(' '));
  }
}

/** Distinct formats of the blocks that hold synapses. */
export function synapseFormatCount(
  program: CoreProgram,
  projections: readonly ImageProjection[],
  widthsOf: (block: SynapseBlock) => SynapseWidths,
): number {
  const formats = new Set<string>();
  for (const block of program.blocks) {
    if (!holdsSynapses(program, block)) continue;
    const { weightExp, signMode, projection } = program.groups[block.group]!;
    const rule = projections[projection]?.learning?.rule ?? '';
    formats.add(JSON.stringify({ ...widthsOf(block), weightExp, signMode, rule }));
  }
  return formats.size;
}
