import { z } from 'zod';
import { schemaFaults } from '../../../chip-profiles/faults.ts';
import { DEFAULT_MEASUREMENT } from '../../../emulator/noc/measure-load.ts';
import type { TopologySpec } from '../../../emulator/noc/topology/spec.ts';
import { PERMUTATION_NAMES, type TrafficPattern } from '../../../emulator/noc/traffic-pattern.ts';
import { nearestWord } from '../../support/errors.ts';
import type { NocConfig, SyntheticTraffic, TraceTraffic } from './config.ts';
import { type ConfigFault, type ConfigSource, configError } from './config-source.ts';

const LOADS_MAX = 1000;
const COUNT_MAX = 1_000_000;
const CYCLES_MAX = 1_000_000_000;

const count = z.int().min(1).max(COUNT_MAX);
const index = z.int().min(0).max(COUNT_MAX);
const cycles = z.int().min(1).max(CYCLES_MAX);
const ns = z.number().min(0).max(1e9);
const load = z.number().positive().max(1);
const linkName = z.string().min(1).max(100);

const planes = { planes: count.exactOptional() };
const grid = {
  columns: count,
  rows: count,
  concentration: count.exactOptional(),
  extraNodes: z.array(index).max(COUNT_MAX).exactOptional(),
  ...planes,
};
const dateline = { dateline: z.boolean().exactOptional() };
const fanOut = z.array(count).min(1).max(16);

const topologies = {
  mesh: z.strictObject({ kind: z.literal('mesh'), ...grid }),
  torus: z.strictObject({ kind: z.literal('torus'), ...grid, ...dateline }),
  ring: z.strictObject({
    kind: z.literal('ring'),
    routers: count,
    concentration: count.exactOptional(),
    extraNodes: z.array(index).max(COUNT_MAX).exactOptional(),
    ...dateline,
    ...planes,
  }),
  'hex-mesh': z.strictObject({
    kind: z.literal('hex-mesh'),
    ...grid,
    wrap: z.boolean().exactOptional(),
    ...dateline,
  }),
  tree: z.strictObject({
    kind: z.literal('tree'),
    fanOut,
    extraNodeLevels: z.array(index).max(16).exactOptional(),
    ...planes,
  }),
  'tree-mesh': z.strictObject({
    kind: z.literal('tree-mesh'),
    columns: count,
    rows: count,
    fanOut,
    ...planes,
  }),
  graph: z.strictObject({
    kind: z.literal('graph'),
    routers: count,
    links: z
      .array(z.strictObject({ a: index, b: index, linkKind: linkName.exactOptional() }))
      .max(COUNT_MAX),
    nodes: z.array(index).max(COUNT_MAX).exactOptional(),
    routing: z.enum(['shortest', 'up-down']).exactOptional(),
    places: z
      .array(z.tuple([z.int().min(-32_768).max(32_767), z.int().min(-32_768).max(32_767)]))
      .max(COUNT_MAX)
      .exactOptional(),
    ...planes,
  }),
  chips: z.strictObject({
    kind: z.literal('chips'),
    chipColumns: count,
    chipRows: count,
    chipCount: count.exactOptional(),
    columns: count,
    rows: count,
    concentration: count.exactOptional(),
    extraNodesPerChip: z.array(index).max(COUNT_MAX).exactOptional(),
    ...planes,
  }),
};

const routers = {
  iq: z.strictObject({
    model: z.literal('iq'),
    vcs: count.default(1),
    bufferFlits: count.default(4),
    routingDelay: z.union([z.literal(0), z.literal(1)], { error: 'expected 0 or 1' }).default(0),
    speculative: z.boolean().default(false),
    linkLatencies: z.record(linkName, count).default({}),
  }),
  async: z.strictObject({
    model: z.literal('async'),
    vcs: count.nullable().default(null),
    bufferFlits: count,
    links: z.record(
      linkName,
      z.strictObject({ forwardNs: ns, cycleNs: z.number().positive().max(1e9).exactOptional() }),
    ),
    handshake: z
      .strictObject({
        phases: z.enum(['two-phase', 'four-phase']),
        requestNs: ns.exactOptional(),
        acknowledgeNs: ns.exactOptional(),
        latchNs: ns.exactOptional(),
      })
      .nullable()
      .default(null),
  }),
};

const patternNames = ['uniform', 'hotspot', ...PERMUTATION_NAMES] as const;

const traffic = z.strictObject({
  pattern: z.enum(patternNames).exactOptional(),
  toItself: z.boolean().exactOptional(),
  hotspots: z
    .array(
      z.union([index, z.strictObject({ node: index, share: z.number().positive().max(1) })], {
        error: 'expected a node, or { node, share }',
      }),
    )
    .min(1)
    .max(10_000)
    .exactOptional(),
  packetFlits: count.exactOptional(),
  injection: z.enum(['bernoulli', 'poisson', 'periodic', 'bursts']).exactOptional(),
  bursts: z.strictObject({ onCycles: z.number().min(1).max(1e9), onLoad: load }).exactOptional(),
  loads: z
    .union([load, z.array(load).min(1).max(LOADS_MAX)], {
      error: `expected a load above 0 and at most 1, or a list of up to ${LOADS_MAX}`,
    })
    .exactOptional(),
  cycleNs: z.number().min(0.001).max(1e9).exactOptional(),
  trace: z.string().min(1).max(4096).exactOptional(),
});

const measurement = z.strictObject({
  warmupCycles: z.int().min(0).max(CYCLES_MAX).default(DEFAULT_MEASUREMENT.warmupCycles),
  samplePeriodCycles: cycles.default(DEFAULT_MEASUREMENT.samplePeriodCycles),
  samplesMin: z.int().min(1).max(100_000).default(DEFAULT_MEASUREMENT.samplesMin),
  samplesMax: z.int().min(1).max(100_000).default(DEFAULT_MEASUREMENT.samplesMax),
  settledChange: z.number().positive().max(1).default(DEFAULT_MEASUREMENT.settledChange),
  latencyLimitCycles: cycles.default(DEFAULT_MEASUREMENT.latencyLimitCycles),
  repetitions: z.int().min(1).max(1000).default(DEFAULT_MEASUREMENT.repetitions),
  findSaturation: z.boolean().default(true),
});

const config = z.strictObject({
  topology: oneOf('kind', topologies),
  router: oneOf('model', routers),
  traffic,
  measurement: measurement.prefault({}),
  seed: z.union([z.string().max(1000), z.int()], { error: 'expected a text or number' }).default(0),
});

type RawTraffic = z.infer<typeof traffic>;

/** The options of `field`, told apart by it. */
function oneOf<T extends Readonly<Record<string, z.ZodObject>>>(
  field: string,
  options: T,
): z.ZodType<z.infer<T[keyof T]>> {
  const names = Object.keys(options).join(', ');
  const list = Object.values(options) as unknown as [z.ZodObject, ...z.ZodObject[]];
  return z.discriminatedUnion(field, list, {
    error: ({ code }) => (code === 'invalid_union' ? `expected one of ${names}` : undefined),
  }) as unknown as z.ZodType<z.infer<T[keyof T]>>;
}

/** Checks a configuration and fills in its defaults. Throws InputError E_NOC_CONFIG with every fault and its place. */
export function parseConfig(source: ConfigSource): NocConfig {
  const result = config.safeParse(source.value);
  if (!result.success) {
    const faults = result.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownKeys(issue.path, issue.keys, source.value)
        : schemaFaults([issue], source.value),
    );
    throw configError(source, faults);
  }
  const { topology, router, seed } = result.data;
  const { findSaturation, ...spec } = result.data.measurement;
  const faults = crossFaults(result.data.traffic, spec);
  if (faults.length > 0) throw configError(source, faults);
  return {
    topology: topology as TopologySpec,
    router,
    traffic: trafficOf(result.data.traffic, router.model === 'async'),
    measurement: spec,
    findSaturation,
    seed: String(seed),
  };
}

const UNKNOWN_KEYS_MAX = 10;

function unknownKeys(
  path: readonly PropertyKey[],
  keys: readonly string[],
  value: unknown,
): ConfigFault[] {
  const valid = validKeys(path, value);
  return keys.slice(0, UNKNOWN_KEYS_MAX).map((key) => {
    const near = nearestWord(key.slice(0, 60), valid);
    const hint = near === undefined ? `valid are ${valid.join(', ')}` : `did you mean "${near}"?`;
    return {
      path: [...path, key],
      message: valid.length === 0 ? 'unknown key' : `unknown key; ${hint}`,
    };
  });
}

function validKeys(path: readonly PropertyKey[], value: unknown): string[] {
  if (path.length === 0) return Object.keys(config.shape);
  if (path.length > 1) return path[1] === 'bursts' ? ['onCycles', 'onLoad'] : [];
  const [section] = path;
  const part = (value as Record<PropertyKey, Record<string, unknown>>)[section!]!;
  const shapes: Readonly<Record<PropertyKey, z.ZodObject | undefined>> = {
    topology: (topologies as Record<string, z.ZodObject>)[String(part.kind)],
    router: (routers as Record<string, z.ZodObject>)[String(part.model)],
    traffic,
    measurement,
  };
  return Object.keys(shapes[section!]?.shape ?? {});
}

/** What one field cannot say of another. */
function crossFaults(
  raw: RawTraffic,
  { samplesMin, samplesMax }: NocConfig['measurement'],
): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const add = (key: keyof RawTraffic | null, message: string): void => {
    faults.push({ path: key === null ? ['traffic'] : ['traffic', key], message });
  };
  if (samplesMin > samplesMax) {
    faults.push({
      path: ['measurement', 'samplesMin'],
      message: `${samplesMin} periods at least are more than samplesMax (${samplesMax})`,
    });
  }
  if (raw.trace !== undefined) {
    const others = (Object.keys(raw) as (keyof RawTraffic)[]).filter((key) => key !== 'trace');
    for (const key of others) add(key, 'has no use beside trace');
    return faults;
  }
  if (raw.pattern === undefined) add(null, 'give a pattern, or trace: FILE.csv');
  if (raw.loads === undefined) add(null, 'give loads: one or a list');
  const isHotspot = raw.pattern === 'hotspot';
  if (isHotspot && raw.hotspots === undefined) add('pattern', 'a hotspot needs hotspots: [node]');
  if (!isHotspot && raw.hotspots !== undefined) add('hotspots', 'belongs to pattern: hotspot');
  if (raw.toItself !== undefined && raw.pattern !== 'uniform') {
    add('toItself', 'belongs to pattern: uniform');
  }
  const hasBursts = raw.injection === 'bursts';
  if (hasBursts && raw.bursts === undefined) {
    add('injection', 'bursts need bursts: { onCycles, onLoad }');
  }
  if (!hasBursts && raw.bursts !== undefined) add('bursts', 'belongs to injection: bursts');
  return faults;
}

function trafficOf(raw: RawTraffic, isAsync: boolean): SyntheticTraffic | TraceTraffic {
  if (raw.trace !== undefined) return { kind: 'trace', path: raw.trace };
  const kind = raw.injection ?? (isAsync ? 'poisson' : 'bernoulli');
  return {
    kind: 'synthetic',
    pattern: patternOf(raw),
    packetFlits: raw.packetFlits ?? 1,
    injection: kind === 'bursts' ? { kind, ...raw.bursts! } : { kind },
    loads: typeof raw.loads === 'number' ? [raw.loads] : raw.loads!,
    cycleNs: raw.cycleNs ?? null,
  };
}

/** Hotspots without shares have equal ones, of all packets that the others leave. */
function patternOf(raw: RawTraffic): TrafficPattern {
  const kind = raw.pattern!;
  if (kind === 'uniform') return { kind, toItself: raw.toItself ?? true };
  if (kind !== 'hotspot') return { kind };
  const bare = raw.hotspots!.filter((spot) => typeof spot === 'number').length;
  const taken = raw.hotspots!.reduce<number>(
    (sum, spot) => sum + (typeof spot === 'number' ? 0 : spot.share),
    0,
  );
  const nodes = raw.hotspots!.map((spot) =>
    typeof spot === 'number' ? { node: spot, share: Math.max(0, 1 - taken) / bare } : spot,
  );
  return { kind, nodes };
}
