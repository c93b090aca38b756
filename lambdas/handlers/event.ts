import { saidBy } from '../core/content.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { inSession, sessionOf } from '../steps/session-of.ts';
import { unsent } from '../steps/unsent.ts';
import { relay, type RelayPorts } from './relay.ts';

type Event = BodyOf<ServedBy<'event'>>;

/**
 * POST /participant/event. What an event says that this process has sent a moment ago is not said again: it is answered
 * as that one was, for that is what the others see. All that is asked is whether the session is over by now.
 */
export async function event(
  request: ApiRequest<ServedBy<'event'>>,
  ports: Pick<Ports, RelayPorts | 'events'>,
): Promise<Answer<Event>> {
  const said = saidBy(request.input);
  if (!said) return (await relay(request, ports)) as Answer<Event>;
  const scoped = inSession(request, ports);
  const { id } = scoped.scope;
  const covering = ports.events.covering(id, said, ports.now());
  if (covering) {
    await sessionOf(scoped);
    request.trace.covered = true;
  }
  const send = async (): Promise<Event | undefined> => {
    const { body } = await relay(request, ports);
    return request.trace.shed === true ? undefined : (body as Event);
  };
  const body = await (covering ?? ports.events.send(id, said, ports.now(), send));
  return body ? { status: 200, body } : unsent(scoped);
}
