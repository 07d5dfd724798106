import type { ChipProfile } from '../../model/chip.ts';
import type { Assumption } from '../../model/network.ts';
import { InputError } from '../../support/errors.ts';
import { chooseParameterSet } from '../compile-network.ts';
import { checkWritable, writeWhole } from '../files.ts';
import { loadChip } from '../load-network-on-chip.ts';
import { priceDocument } from '../pricing/price-document.ts';
import { type Costs, priceRun, recordedCosts, timeChanges } from '../pricing/price-run.ts';
import { priceText } from '../pricing/price-text.ts';
import { type PriceableRun, readPriceableRun } from '../pricing/recorded-run.ts';
import { scaleSet, scalingNumber } from '../pricing/scale-set.ts';
import { sensitivityOf } from '../pricing/sensitivity.ts';

export interface PriceOptions {
  readonly params?: string;
  readonly chip?: string;
  readonly supplyV?: string;
  readonly technologyNm?: string;
  readonly keepTime?: boolean;
  readonly sensitivity?: boolean;
  readonly spread?: string;
  readonly report?: string;
  readonly json?: boolean;
}

const VOLT_MAX = 100;
const PROCESS_NM_MAX = 10_000;

/** `price TRACE_OR_RUN`: a recorded run under other costs, without emulating it again. */
export async function priceCommand(path: string, options: PriceOptions): Promise<number> {
  const spread = options.spread === undefined ? null : parseSpread(options.spread);
  const report = options.report;
  if (report !== undefined) checkWritable(report, 'file');
  const recorded = readPriceableRun(path);
  const { costs, parameterSet, assumptions } = await chooseCosts(recorded, options);
  const old = priceRun(recorded, recordedCosts(recorded), false);
  const fresh = priceRun(recorded, costs, options.keepTime ?? false);
  const wanted = options.sensitivity === true || spread !== null || report !== undefined;
  const sensitivity = wanted ? sensitivityOf(recorded, costs, fresh, spread) : null;
  const document = priceDocument(
    { ...old, parameterSet: recorded.header.parameterSet },
    { ...fresh, parameterSet },
    sensitivity,
    [...assumptions, ...keptTimeNote(recorded, costs, fresh.keptTime)],
  );
  if (report !== undefined && sensitivity !== null) {
    const { renderSensitivityPage } = await import('../../report/sensitivity-page.ts');
    const title = `${document.network} on ${document.new.chip} (${parameterSet})`;
    writeWhole(report, renderSensitivityPage(title, sensitivity));
  }
  process.stdout.write(
    options.json ? `${JSON.stringify(document, null, 2)}\n` : priceText(document),
  );
  return 0;
}

interface ChosenCosts {
  readonly costs: Costs;
  readonly parameterSet: string;
  readonly assumptions: readonly Assumption[];
}

async function chooseCosts(recorded: PriceableRun, options: PriceOptions): Promise<ChosenCosts> {
  const own = recorded.header.profile;
  const profile = options.chip === undefined ? own : (await loadChip(options.chip)).profile;
  if (options.chip !== undefined) checkSameGrid(own, profile);
  const name =
    options.params ??
    (Object.hasOwn(profile.parameterSets, recorded.header.parameterSet)
      ? recorded.header.parameterSet
      : profile.defaultParameterSet);
  const set = chooseParameterSet(profile.parameterSets, name, profile.name);
  const scaled = scaleSet(set, profile.technology.processNm.value, {
    ...(options.supplyV === undefined
      ? {}
      : { supplyV: scalingNumber('--supply-v', options.supplyV, VOLT_MAX) }),
    ...(options.technologyNm === undefined
      ? {}
      : { technologyNm: scalingNumber('--technology-nm', options.technologyNm, PROCESS_NM_MAX) }),
  });
  return {
    costs: { profile, set: scaled.set },
    parameterSet: name,
    assumptions: [...otherChipNote(own, profile), ...scaled.assumptions],
  };
}

function otherChipNote(own: ChipProfile, other: ChipProfile): Assumption[] {
  if (own.name === other.name) return [];
  const text = `costs are those of ${other.name}, counts those of a mapping onto ${own.name}: what its cores would do otherwise is not in it.`;
  return [{ code: 'A_PRICE_CHIP', text }];
}

/** Counts of hops and cores hold for one grid only. Throws InputError E_PRICE_CHIP. */
function checkSameGrid(own: ChipProfile, other: ChipProfile): void {
  const shapeOf = ({ grid, network, sync }: ChipProfile): string => {
    const { tilesX, tilesY, coresPerTile } = grid;
    const { topology, routing, cast } = network;
    return `${tilesX} x ${tilesY} tiles of ${coresPerTile} cores, ${topology}, ${routing}, ${cast}, ${sync}`;
  };
  const [was, is] = [shapeOf(own), shapeOf(other)];
  if (was === is) return;
  throw new InputError(
    'E_PRICE_CHIP',
    `the run was mapped onto ${own.name} (${was}), ${other.name} is another machine (${is}): its packets would go other ways. Run the network on it (spikeloom run ... --chip ${other.name}).`,
  );
}

function keptTimeNote(recorded: PriceableRun, costs: Costs, kept: boolean): Assumption[] {
  if (!kept) return [];
  const changes = timeChanges(recorded, costs).join(', ');
  const text = `step lengths are those of the recording, though ${changes} are others in the new set (--keep-time).`;
  return [{ code: 'A_KEPT_TIME', text }];
}

/** `10%` or `0.1`, below 1. Throws InputError E_USAGE. */
function parseSpread(text: string): number {
  const match = /^\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*(%?)\s*$/.exec(text);
  const value = Number(match?.[1] ?? Number.NaN) / (match?.[2] === '%' ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw new InputError(
    'E_USAGE',
    `--spread ${text}: a fraction above 0 and below 1 is needed, such as 0.1 or 10%.`,
  );
}
