/** What is measured: our function, and what people would use instead, all doing the same job. */

export const peerNames = ['middy-powertools', 'express', 'hono', 'powertools-router', 'raw-http'] as const;

export type PeerName = (typeof peerNames)[number];
export type VariantName = 'own' | PeerName;
/** What has a cold start: the variants, and the handler that does nothing, which is subtracted. */
export type ColdName = VariantName | 'empty';

export const variantNames: readonly VariantName[] = ['own', ...peerNames];
export const coldNames: readonly ColdName[] = ['empty', ...variantNames];

/** The peers that call AWS through its SDK. The floor does not. */
export const sdkPeerNames: readonly PeerName[] = peerNames.filter((name) => name !== 'raw-http');

export const labels: Readonly<Record<ColdName, string>> = {
  own: 'Connect Chat BFF',
  'middy-powertools': 'middy + Powertools',
  express: 'express + serverless-http',
  hono: 'hono',
  'powertools-router': "Powertools' router",
  'raw-http': 'raw node:http (the floor)',
  empty: 'empty handler',
};
