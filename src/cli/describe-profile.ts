/** A chip profile for reading: figures with unit, interval, basis and source. */
import { type ChipProfile, type CoreType, coresPerChip } from '../model/chip.ts';
import { citedLine, citedLines } from './cited-lines.ts';
import { describeAnalogCore } from './describe-analog-core.ts';

export function describeProfile(profile: ChipProfile): string {
  const { grid, network } = profile;
  const lines = [
    `${profile.name}: ${profile.title}`,
    profile.description,
    '',
    `grid: ${grid.tilesX} x ${grid.tilesY} tiles of ${grid.coresPerTile} cores = ${coresPerChip(profile)} cores a chip, at most ${grid.chipsMax} ${grid.chipsMax === 1 ? 'chip' : 'chips'} (${grid.basis}: ${grid.source})`,
    `synchronisation: ${profile.sync}; network: ${network.topology}, ${network.routing}, ${network.cast}, ${network.payload} spikes`,
    `routers: ${network.router}, ${network.handshake} handshake, planes picked ${network.planeChoice} (${network.basis}: ${network.source})`,
    ...citedLines('network', {
      planes: network.planes,
      flitsPerPacket: network.flitsPerPacket,
      bufferFlits: network.bufferFlits,
    }),
    ...citedLines('technology', profile.technology),
  ];
  for (const core of profile.coreTypes) {
    lines.push('', `core type ${core.name} (controller ${core.controller})`);
    for (const model of core.neuronModels) {
      lines.push(
        `  ${model.name} runs ${model.runs.join(', ')}; resets ${model.resets.join(', ')}; lower clamp: ${model.lowerClamp ? 'yes' : 'no'}`,
      );
    }
    lines.push(...citedLines('limits', core.limits), ...learningLines(core.learning));
    if (core.analog !== undefined) lines.push(...describeAnalogCore(core.analog));
  }
  for (const [name, set] of Object.entries(profile.parameterSets)) {
    lines.push(
      '',
      `parameter set ${name}${name === profile.defaultParameterSet ? ' (default)' : ''}: ${set.title}`,
    );
    lines.push(citedLine('supplyV', set.supplyV));
    for (const { supplyV, timeFactor } of set.dvfs ?? []) {
      lines.push(citedLine(`times at ${supplyV.value} V, relative`, timeFactor));
    }
    lines.push(
      ...citedLines('energy, pJ per event', set.energyPj),
      ...citedLines('time, ns per event', set.timeNs),
      ...citedLines('least time between two flits of a link, ns', set.hopCycleNs),
    );
    for (const { tilesMax, timeNs } of set.barrierNs) {
      lines.push(citedLine(`barrier of up to ${tilesMax} tiles, ns`, timeNs));
    }
    lines.push(...citedLines('static power, mW', set.staticMw), ...citedLines('host', set.host));
  }
  return lines.join('\n');
}

function learningLines(learning: CoreType['learning']): string[] {
  if (learning === 'none') return ['  learning: none'];
  const { rules, ...figures } = learning;
  return citedLines(`learning, ${rules}`, figures);
}
