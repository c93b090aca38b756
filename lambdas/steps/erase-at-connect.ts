import { eraseAtConnect as erase, type AskConnect } from '../core/erase-at-connect.ts';
import type { Ports } from '../core/ports.ts';
import { CallFailure, callUpstream, failureName, type CallPorts } from './call-upstream.ts';
import type { ApiRequest } from './request.ts';

/**
 * What Connect was asked for; `not ended` where it does not yet count the contact as ended, or else a word for why it is
 * not done.
 */
export type AskedOfConnect = 'REQUESTED' | 'NOT_FOUND' | 'not ended' | { readonly failure: string };

/** Erases a contact at Connect, as far as the request's budget for it. Fails with nothing of Connect's. */
export async function eraseAtConnect(
  contactId: string,
  instanceIds: Iterable<string>,
  request: ApiRequest,
  ports: Pick<Ports, CallPorts>,
): Promise<AskedOfConnect> {
  const { budget } = request.operation;
  const ask: AskConnect = async (command, input) => {
    try {
      return await callUpstream({ command, input, budget }, request, ports);
    } catch (error) {
      if (!(error instanceof CallFailure) || error.failure.kind !== 'rejected') throw error;
      const { status } = error.failure;
      if (status === 404 || status === 410) return 'gone';
      // ContactNotTerminatedException
      if (command === 'DeleteContactData' && status === 409) return 'not ended';
      throw error;
    }
  };
  const result = await erase(contactId, instanceIds, { ask, sleep: ports.sleep });
  if (result === 'deleted') return 'REQUESTED';
  if (result === 'not there') return 'NOT_FOUND';
  if (result === 'not ended') return result;
  if (result.failure instanceof CallFailure) return { failure: failureName(result.failure) };
  throw result.failure;
}
