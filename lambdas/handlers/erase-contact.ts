import { RequestFailure } from '../core/failure.ts';
import { ledgerRetention } from '../core/ledger.ts';
import type { Erased, Erasure, Ports } from '../core/ports.ts';
import { sessionRetention, type Session } from '../core/session.ts';
import type { CallPorts } from '../steps/call-upstream.ts';
import { eraseAtConnect, type AskedOfConnect } from '../steps/erase-at-connect.ts';
import { givePlaceBack } from '../steps/give-place-back.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { inStart } from '../steps/session-of.ts';
import { required } from '../steps/store-failure.ts';

type EraseContact = ServedBy<'erase-contact'>;

/**
 * DELETE /contacts/{ContactId}. First nobody is let in any more; then Connect is asked, where that is set; then each
 * session ends, and its rows are deleted, whatever Connect has said. The contact's own row, which leads to them, stays
 * until it expires, with nothing but hashes: whoever is interrupted begins again.
 */
export async function eraseContact(
  request: ApiRequest<EraseContact>,
  ports: Pick<Ports, 'erasure' | 'settings' | 'sessions' | 'openChats' | CallPorts>,
): Promise<Answer<BodyOf<EraseContact>>> {
  if (!ports.erasure) throw new RequestFailure({ kind: 'internal' });
  const erasure = await ports.erasure();
  const { trace, input } = request;
  const now = ports.now();
  const expires = now + sessionRetention;
  const ids = await required(() => erasure.begin(input.ContactId, expires, trace));
  const found = await Promise.all(
    ids.map(async (id) => ({ id, session: await required(() => ports.sessions.read(id, trace)) })),
  );
  const sessions = found.flatMap(({ session }) => session ?? []);
  const contactData = await askConnect(sessions, request, ports);
  const erased = await Promise.all(
    found.map(({ id, session }) => eraseSession(id, session, expires, request, ports, erasure)),
  );
  const sum = (kind: keyof Erased): number => erased.reduce((all, one) => all + one[kind], 0);
  const rows = {
    Sessions: sum('sessions'),
    LedgerRecords: sum('ledgerRecords'),
    QueuePositions: sum('queuePositions'),
    QuotaShares: sum('quotaShares'),
  };
  if (contactData === 'not ended')
    throw new RequestFailure({
      kind: 'in-flight',
      retryAfter: 60_000,
      message: notErased('it does not count it as ended yet', rows),
    });
  if (typeof contactData === 'object')
    throw new RequestFailure({
      kind: 'unavailable',
      dependency: 'connect',
      detail: contactData.failure,
      retryAfter: 5_000,
      message: notErased(contactData.failure, rows),
    });
  return {
    status: 200,
    body: {
      ...rows,
      LedgerRecordsUntil: new Date(now + ledgerRetention).toISOString(),
      ContactData: contactData,
    },
  };
}

/** The instances of the sessions; where none are left, the contact may be of any. */
async function askConnect(
  sessions: readonly Session[],
  request: ApiRequest<EraseContact>,
  ports: Pick<Ports, 'settings' | CallPorts>,
): Promise<AskedOfConnect | 'NOT_REQUESTED'> {
  const { settings } = ports;
  if (settings.eraseAtConnect !== true) return 'NOT_REQUESTED';
  const known = sessions.length > 0 ? sessions : Object.values(settings.entryPoints);
  const instanceIds = new Set(known.map(({ instanceId }) => instanceId));
  return await eraseAtConnect(request.input.ContactId, instanceIds, request, ports);
}

/** Nobody is told twice how many rows there were: the error has the counts, too. */
function notErased(why: string, rows: Readonly<Record<string, number>>): string {
  const counts = Object.entries(rows).map((row) => row.join(' '));
  return (
    `Amazon Connect has not deleted its data of the contact (${why}): repeat it after Retry-After seconds. ` +
    `What was kept here is deleted: ${counts.join(', ')}`
  );
}

async function eraseSession(
  id: string,
  session: Session | undefined,
  expires: number,
  request: ApiRequest<EraseContact>,
  ports: Pick<Ports, 'sessions' | 'openChats' | 'random'>,
  erasure: Erasure,
): Promise<Erased> {
  const { trace } = request;
  if (session) {
    // Whoever ends it gives its place back, so that it is given back once.
    const ended = await required(() => ports.sessions.revoke(id, expires, trace));
    await givePlaceBack(session, ended, inStart(request, ports));
  }
  return await required(() => erasure.erase({ id, ...session }, trace));
}
