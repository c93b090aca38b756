import type { Bearer, CallerToken, LedgerKey, OwnerNonce, UpstreamToken } from '../../lambdas/core/tokens.ts';

/** What a test says is such a token. */

export const asBearer = (bytes: Uint8Array): Bearer => bytes as Bearer;
export const asCallerToken = (text: string): CallerToken => text as CallerToken;
export const asUpstreamToken = (text: string): UpstreamToken => text as UpstreamToken;
export const asLedgerKey = (text: string): LedgerKey => text as LedgerKey;
export const asOwnerNonce = (text: string): OwnerNonce => text as OwnerNonce;
