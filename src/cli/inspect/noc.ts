import { groupDigits } from '../../support/errors.ts';
import type { NocConfig } from '../noc/config.ts';
import { buildNetwork } from '../noc/network.ts';
import { readNocConfig } from '../noc/read-config.ts';
import type { Explanation } from './explanation.ts';

const DETECTED_BYTES = 65_536;
const TOPOLOGY_LINE = /^["']?topology["']?\s*:/m;

/** True where a text looks like a YAML configuration of `noc`: in a chip profile `topology` stands deeper. */
export function isNocConfig(bytes: Uint8Array): boolean {
  return TOPOLOGY_LINE.test(new TextDecoder().decode(bytes.subarray(0, DETECTED_BYTES)));
}

export function explainNocConfig(_: Uint8Array, path: string): Explanation {
  const { config, source } = readNocConfig(path);
  const { fabric } = buildNetwork(config, source);
  const { name, routerCount, nodeCount } = fabric;
  const text = [
    `network on chip: ${name}, ${groupDigits(routerCount)} routers, ${groupDigits(nodeCount)} nodes`,
    `  router: ${config.router.model}, buffers of ${groupDigits(config.router.bufferFlits)} flits`,
    `  traffic: ${trafficText(config)}`,
    `  seed ${config.seed}; run it with \`spikeloom noc\``,
  ].join('\n');
  return { kind: 'noc configuration', json: { name, routerCount, nodeCount, config }, text };
}

function trafficText({ traffic }: NocConfig): string {
  if (traffic.kind === 'trace') return `packets of ${traffic.path}`;
  const { pattern, packetFlits, loads } = traffic;
  const shown = loads.length > 10 ? [...loads.slice(0, 10), '...'] : loads;
  return `${pattern.kind}, packets of ${packetFlits} flits, loads ${shown.join(', ')} flits per node and cycle`;
}
