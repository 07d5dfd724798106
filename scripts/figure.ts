/**
 * Draws a figure of the documentation: `npm run figure -- fi`. Points of other programs come from the files of
 * test/golden, or from the folder that SPIKELOOM_ORACLES names.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfile } from '../chip-profiles/load.ts';
import { renderPlot } from '../src/cli/neuron/plot.ts';
import { closedFormTimes, engineTimes, rateHz } from '../src/cli/neuron/rate.ts';
import { circuitOf, setUpNeuron } from '../src/cli/neuron/setup.ts';
import type { Circuit } from '../src/model/analog-circuit.ts';
import { otaSaturationV } from '../src/physics/ota.ts';
import { kelvin } from '../src/physics/temperature.ts';
import { oracleFolder } from '../test/support/oracle-files.ts';

const FIGURES: Readonly<Record<string, () => string>> = { fi: drawFi };

interface Behavioural {
  readonly base: Readonly<Record<'Cm' | 'Ib' | 'Vth' | 'tref' | 'kappa' | 'tempC', number>>;
  readonly fi_curve: readonly { readonly I_in: number; readonly rate: number }[];
}

const SHOWN_A = 600e-12;
const POINTS = 401;

/** Rate of the generic 180 nm neuron by input, with ngspice's points over it. Returns what it found, in words. */
function drawFi(): string {
  const folder = oracleFolder('analog');
  if (folder === null) throw new Error('no analog/behavioural.json; set SPIKELOOM_ORACLES');
  const { base, fi_curve }: Behavioural = JSON.parse(
    readFileSync(join(folder, 'behavioural.json'), 'utf8'),
  );
  const { profile } = loadProfile('analog-ota-180nm-ideal');
  const setup = setUpNeuron(profile, {
    exact: true,
    leak: `${base.Ib}A`,
    capacitor: `${base.Cm}F`,
    threshold: `${base.Vth}V`,
    refractory: `${base.tref}s`,
    temperature: `${base.tempC}C`,
  });
  const circuit = circuitOf(setup);
  const linear = withLinearLeak(circuit, otaSaturationV(base.kappa, kelvin(base.tempC)));
  const ratesOf = (of: Circuit, inputs: readonly number[]): number[] =>
    inputs.map((inputA) => rateHz(closedFormTimes({ ...of, inputA })));
  const inputs = Array.from({ length: POINTS }, (_, k) => (SHOWN_A * k) / (POINTS - 1));
  const shown = fi_curve.filter(({ I_in }) => I_in <= SHOWN_A);
  const worst = Math.max(
    ...fi_curve.map(({ I_in, rate }) => {
      const own = rateHz(engineTimes({ ...circuit, inputA: I_in }));
      return rate === 0 ? Math.sign(own) : Math.abs(own / rate - 1);
    }),
  );
  const found = `${fi_curve.length} runs of ngspice up to ${Math.max(...fi_curve.map(({ I_in }) => I_in)) * 1e9} nA: rates within ${(100 * worst).toFixed(3)} %`;
  const picture = renderPlot({
    title: 'Firing rate of an OTA neuron',
    subtitle: `1 pF, leak 50 pA, threshold 150 mV above rest; ${found}`,
    x: { title: 'input current', unit: 'A', values: inputs },
    y: { title: 'rate', unit: 'Hz' },
    lines: [
      { name: 'Spikeloom', ys: ratesOf(circuit, inputs) },
      { name: 'with a linear leak', ys: ratesOf(linear, inputs) },
    ],
    dots: [
      { name: 'ngspice', xs: shown.map(({ I_in }) => I_in), ys: shown.map(({ rate }) => rate) },
    ],
  });
  writeFileSync('docs/fi.svg', picture);
  return `docs/fi.svg: ${found}`;
}

/** The leak's small-signal conductance over the whole swing: what a leaky integrate-and-fire model would compute. */
function withLinearLeak(circuit: Circuit, saturationV: number): Circuit {
  const { membrane } = circuit;
  if (membrane.kind !== 'ota') return circuit;
  const { biasA, kappa: _, temperatureK: __, ...rest } = membrane;
  return { ...circuit, membrane: { ...rest, kind: 'linear', leakSiemens: biasA / saturationV } };
}

const [name = ''] = process.argv.slice(2);
const draw = Object.hasOwn(FIGURES, name) ? FIGURES[name] : undefined;
if (draw === undefined) {
  process.stderr.write(`no figure "${name}"; there are: ${Object.keys(FIGURES).join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`${draw()}\n`);
}
