import type { ChipNetwork, ChipProfile, ChipRouting, ChipTopology } from '../src/model/chip.ts';
import type { PathFault } from './faults.ts';

const ROUTINGS: Readonly<Record<ChipTopology, readonly ChipRouting[]>> = {
  mesh: ['xy'],
  torus: ['xy'],
  'hex-mesh': ['diagonal-xy'],
  'hex-torus': ['diagonal-xy'],
  tree: ['up-down'],
  graph: ['shortest', 'up-down'],
};

/** What does not fit together in the network of a profile. */
export function networkFaults({ network, grid }: ChipProfile): PathFault[] {
  const tiles = grid.tilesX * grid.tilesY;
  const faults = [...routingFaults(network), ...fanOutFaults(network, tiles)];
  if (network.topology !== 'mesh' && grid.chipsMax > 1) {
    const message = `only a mesh extends over several chips; a ${network.topology} is of 1`;
    faults.push({ path: ['grid', 'chipsMax'], message });
  }
  return [...faults, ...linkFaults(network, tiles)];
}

function routingFaults({ topology, routing }: ChipNetwork): PathFault[] {
  const known = ROUTINGS[topology];
  if (known.includes(routing)) return [];
  const message = `a ${topology} is routed by ${known.join(' or ')}, not by ${routing}`;
  return [{ path: ['network', 'routing'], message }];
}

function fanOutFaults({ topology, fanOut }: ChipNetwork, tiles: number): PathFault[] {
  const path = ['network', 'fanOut'];
  if (topology !== 'tree') {
    return fanOut === undefined ? [] : [{ path, message: `a ${topology} has none` }];
  }
  if (fanOut === undefined) return [{ path, message: 'missing', missing: true }];
  const leaves = fanOut.reduce((product, width) => product * width, 1);
  if (leaves === tiles) return [];
  const message = `the tree ends in ${leaves} routers, the grid has ${tiles} tiles`;
  return [{ path, message }];
}

function linkFaults({ topology, links }: ChipNetwork, tiles: number): PathFault[] {
  const path = ['network', 'links'];
  if (topology !== 'graph') {
    return links === undefined ? [] : [{ path, message: `a ${topology} has none` }];
  }
  if (links === undefined) return [{ path, message: 'missing', missing: true }];
  return links.flatMap((pair, k) => {
    const outside = pair.find((tile) => tile >= tiles);
    if (outside === undefined) return [];
    const message = `tile ${outside} does not exist: there are ${tiles}, numbered from 0`;
    return [{ path: [...path, k], message }];
  });
}
