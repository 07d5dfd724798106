/** The page docs/measured-chips.md: published measurements beside what the emulator gives, and what sets them apart. */

import { loadProfile } from '../../chip-profiles/load.ts';
import { benchSilicon } from '../bench/silicon.ts';
import { findFile, oracleFolder, readJson } from './oracle-files.ts';

interface PublishedEnergy {
  readonly source: string;
  readonly rows: readonly (readonly [
    publication: string,
    hardware: string,
    mode: string,
    network: string,
    energyMj: number,
    latencyMs: number | null,
    accuracyPercent: number,
  ])[];
}

/** Null where the measurements are not at hand. */
export function measuredChipsPage(): string | null {
  const folder = oracleFolder('loihi');
  if (folder === null) return null;
  const silicon = benchSilicon();
  const published = readJson<PublishedEnergy>(findFile(folder, /^published_mnist_energy\.json$/));
  const [least, most] = silicon.firingRate.interval;
  const { processorMw, stepUj } = silicon.fitted['measured-kws']!;
  return `# Against measured chips

Written by \`npm run bench -- measured-chips\`; a test holds this page to its output.

## Power logs of a Loihi board

Blouw, Choo, Hunsberger and Eliasmith 2019 (arXiv:1812.01739) logged the rails of one Loihi chip: 390 inputs, a layer of
256, n parallel chains of ten layers of 256, a layer of 256 and 29 outputs, 10 steps per inference; and a keyword spotter
of 390-256-256-29. Dynamic energy of an inference, running less idle:

| network | inferences/s (measured, input) | measured | model | of that the cores | error | error of a fit without it |
|---|---:|---:|---:|---:|---:|---:|
${silicon.points
  .map(
    (point) =>
      `| ${point.network} | ${point.inferencesPerS} | ${point.measuredUj.toFixed(1)} µJ | ${point.predictedUj.toFixed(1)} µJ | ${point.ofThatChipUj.toFixed(1)} µJ | ${signed(point.errorPercent)} % | ${point.leftOutErrorPercent === null ? 'never fitted' : `${signed(point.leftOutErrorPercent)} %`} |`,
  )
  .join('\n')}

**Fitted** on the scaling series, three numbers: the power of the embedded processors (${processorMw.toFixed(1)} mW; the
authors' own 70 mW enters as one more observation with a spread of 5 mW), what they spend on a step beyond it
(${stepUj.toFixed(2)} µJ), and the mean firing rate. Rates are not published: the fit finds ${silicon.firingRate.assumed} spikes
per neuron and step with the costs of \`silicon-calibrated\`, and ${least.toFixed(3)} to ${most.toFixed(3)} over the two cost tables and all
fits without one point. **Predicted**: the keyword spotter, which no fit has seen, and each point by a fit on the others.
**Input**: throughput as measured, and counts of events from emulating the same networks. The fitted constants are the
parameter set \`measured-kws\` of \`loihi1\`. Most of the energy is the processors', not the cores': ${coreShare(silicon)} of it
at eight copies is. So the series checks the sum, and the slope between copies; it cannot check the cost of each kind of event.

## One MNIST digit, as published

${published.source.replace(/; energy mJ.*$/, '')}.

| publication | chip | mode | network | energy | latency | accuracy | energy / latency | events per synapse that it would pay for |
|---|---|---|---|---:|---:|---:|---:|---:|
${published.rows.map(publishedRow).join('\n')}

Figures of one chip differ by a thousand, and not because of the chip:

- **What is counted.** Energy over latency tells: less than the 29.7 mW that one idle Loihi chip takes is the dynamic part
  alone (0.0025 mJ in 0.17 ms is 15 mW); more than some 110 mW is more than one chip with its embedded processors
  (2.47 mJ in 10 ms is 247 mW).
- **How many steps and spikes.** One spike per neuron and 0.17 ms, or rates over 10 ms: energy goes with synaptic events.
  The last column divides the published energy by the number of synapses times 35.5 pJ, the cost of a synaptic event in
  \`silicon-calibrated\`: it is the activity that the energy would pay for if there were nothing else. Far above the number of
  steps, something else was measured. Convolutions are left out, as their sizes are not in the table.
- **Host.** With the host's time in it (340 to 880 µs a step on the logged board), a digit of the example network takes
  some hundred times its dynamic energy: \`spikeloom run examples/digits/digits.nir --chip loihi1\` prints both apart.
- **Accuracy and size.** 92.7 % and 99.4 % on the same chip (TrueNorth) are 400 times apart in energy.
`;
}

function publishedRow([
  publication,
  hardware,
  mode,
  network,
  energyMj,
  latencyMs,
  accuracy,
]: PublishedEnergy['rows'][number]): string {
  const powerMw = latencyMs === null ? '–' : `${figure((energyMj / latencyMs) * 1000)} mW`;
  const latency = latencyMs === null ? '–' : `${latencyMs} ms`;
  const synapses = hardware === 'Loihi' && mode === 'inference' ? denseSynapses(network) : null;
  const eventPj =
    loadProfile('loihi1').profile.parameterSets['silicon-calibrated']!.energyPj.synapseDense.value;
  const events = synapses === null ? '–' : figure((energyMj * 1e9) / (synapses * eventPj));
  return `| ${publication} | ${hardware} | ${mode} | ${network} | ${energyMj} mJ | ${latency} | ${accuracy} % | ${powerMw} | ${events} |`;
}

/** Synapses of \`a-b-c\`; null for convolutions. */
function denseSynapses(network: string): number | null {
  if (!/^\d+(-\d+)+$/.test(network)) return null;
  const sizes = network.split('-').map(Number);
  return sizes.slice(1).reduce((sum, size, k) => sum + size * sizes[k]!, 0);
}

function coreShare({ points }: ReturnType<typeof benchSilicon>): string {
  const eight = points.find(({ network }) => network === '8 copies') ?? points.at(-1)!;
  return `${figure((eight.ofThatChipUj / eight.predictedUj) * 100)} %`;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(2)}`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(2)));
}
