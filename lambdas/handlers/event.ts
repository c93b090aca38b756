import { saidBy } from '../core/content.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { inSession, sessionOf } from '../steps/session-of.ts';
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
  const send = async (): Promise<Event> => (await relay(request, ports)).body as Event;
  if (!said) return { status: 200, body: await send() };
  const scoped = inSession(request, ports);
  const { id } = scoped.scope;
  const covering = ports.events.covering(id, said, ports.now());
  if (covering) {
    await sessionOf(scoped);
    request.trace.covered = true;
  }
  const body = await (covering ?? ports.events.send(id, said, ports.now(), send));
  return { status: 200, body: body ?? {} };
}
