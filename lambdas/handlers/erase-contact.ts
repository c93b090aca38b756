import { RequestFailure } from '../core/failure.ts';
import { ledgerRetention } from '../core/ledger.ts';
import type { Erased, Erasure, Ports } from '../core/ports.ts';
import { sessionRetention } from '../core/session.ts';
import { givePlaceBack } from '../steps/give-place-back.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { inStart } from '../steps/session-of.ts';
import { required } from '../steps/store-failure.ts';

type EraseContact = ServedBy<'erase-contact'>;

/**
 * DELETE /contacts/{ContactId}. First nobody is let in any more; then each session ends, and its rows are deleted. The
 * contact's own row, which leads to them, stays until it expires, with nothing but hashes: whoever is interrupted
 * begins again.
 */
export async function eraseContact(
  request: ApiRequest<EraseContact>,
  ports: Pick<Ports, 'erasure' | 'sessions' | 'openChats' | 'now' | 'random'>,
): Promise<Answer<BodyOf<EraseContact>>> {
  if (!ports.erasure) throw new RequestFailure({ kind: 'internal' });
  const erasure = await ports.erasure();
  const { trace, input } = request;
  const now = ports.now();
  const expires = now + sessionRetention;
  const ids = await required(() => erasure.begin(input.ContactId, expires, trace));
  const erased = await Promise.all(ids.map((id) => eraseSession(id, expires, request, ports, erasure)));
  const sum = (kind: keyof Erased): number => erased.reduce((all, one) => all + one[kind], 0);
  return {
    status: 200,
    body: {
      Sessions: sum('sessions'),
      LedgerRecords: sum('ledgerRecords'),
      QueuePositions: sum('queuePositions'),
      QuotaShares: sum('quotaShares'),
      LedgerRecordsUntil: new Date(now + ledgerRetention).toISOString(),
    },
  };
}

async function eraseSession(
  id: string,
  expires: number,
  request: ApiRequest<EraseContact>,
  ports: Pick<Ports, 'sessions' | 'openChats' | 'random'>,
  erasure: Erasure,
): Promise<Erased> {
  const { trace } = request;
  const session = await required(() => ports.sessions.read(id, trace));
  if (session) {
    // Whoever ends it gives its place back, so that it is given back once.
    const ended = await required(() => ports.sessions.revoke(id, expires, trace));
    await givePlaceBack(session, ended, inStart(request, ports));
  }
  return await required(() => erasure.erase({ id, ...session }, trace));
}
