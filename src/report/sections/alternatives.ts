/** What the same inference would take on a CPU, a GPU and a dense accelerator. */
import type { AlternativeMachine, ReportData } from '../../model/report.ts';
import { escapeHtml } from '../escape.ts';
import { table } from '../html-table.ts';
import { formatCount, formatEnergyPj } from '../units.ts';

/** Table with its condition; nothing where there is no estimate. */
export function alternativesSection({ summary }: Pick<ReportData, 'summary'>): string {
  const { alternatives } = summary;
  if (!alternatives) return '';
  const { macsPerPass, eventsPerMac, dynamicPj, steps, machines } = alternatives;
  const columns = [
    { title: 'Machine' },
    { title: 'One dense pass', number: true },
    { title: 'Against this chip', number: true },
    { title: 'Every step', number: true },
    { title: 'Break-even, events per synapse', number: true },
    { title: 'Source of the figures', wrap: true },
  ];
  return `<section id="alternatives"><h2>Elsewhere</h2>
<p class="lead">The chip's own events take ${formatEnergyPj(dynamicPj)} per sample, with ${figure(eventsPerMac)} synaptic events per synapse. A dense machine computes all ${formatCount(macsPerPass)} multiply-accumulates whatever fires: once, as a network without time would, or in each of ${formatCount(steps)} steps. Estimates from energy per operation and one read of each weight, without idle power and host on either side; the ranges reach from bare arithmetic to a measured board.</p>
${table('The same inference elsewhere', columns, machines.map(machineRow), 0)}
</section>`;
}

function machineRow(machine: AlternativeMachine): string[] {
  const [value, least, most] = machine.onePassPj;
  return [
    escapeHtml(machine.title),
    `${formatEnergyPj(value)}<br><small>${formatEnergyPj(least)} to ${formatEnergyPj(most)}</small>`,
    machine.ratioOnePass === null ? '–' : `× ${figure(machine.ratioOnePass)}`,
    formatEnergyPj(machine.everyStepPj),
    machine.breakEvenEventsPerMac === null ? '–' : figure(machine.breakEvenEventsPerMac),
    `<b class="basis ${machine.macPj.basis}">${machine.macPj.basis}</b> ${escapeHtml(machine.macPj.source)}. ${escapeHtml(machine.macPj.note ?? '')} Weights: ${escapeHtml(machine.weightPj.note ?? '')}`,
  ];
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
