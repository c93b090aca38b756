import type { Conditions } from '../results.ts';

/** Says where and with what it was measured. */
export function conditions({ date, command, seed, machine, peerPackages }: Conditions): string {
  const gigabytes = Math.round(machine.memoryBytes / 1_073_741_824);
  return [
    `- Measured on ${date} by \`${command}\`, with the seed ${seed} for the random order.`,
    `- Machine: ${machine.processor}, ${machine.cores} cores, ${gigabytes} GB, ${machine.system}, Node ${machine.node}. ` +
      'The ratios hold elsewhere; the absolute times do not.',
    `- Peers: ${peerPackages.join(', ')}.`,
  ].join('\n');
}
