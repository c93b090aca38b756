import {
  interactiveTemplates,
  simulatedEvents,
  type InteractiveTemplate,
} from '../../../simulated-connect/agent-offers.ts';
import { button, byId, element } from '../shared/elements.ts';
import type { Act } from './answer-form.ts';

const templateLabels: Readonly<Record<InteractiveTemplate, string>> = {
  ListPicker: 'List picker',
  TimePicker: 'Time picker',
  Panel: 'Panel',
  QuickReply: 'Quick reply',
  Carousel: 'Carousel',
};

/** A button for every template and every form, and the events that Connect sends of itself. */
export function wireOffers(act: Act): void {
  byId('offers', HTMLElement).append(
    ...interactiveTemplates.map((Template) =>
      button(templateLabels[Template], () => void act('interactive', { Template })),
    ),
    button('Form with every field', () => void act('view', { View: 'fields' })),
    button('Form with an error', () => void act('view', { View: 'fields-with-error' })),
  );
  const event = byId('event', HTMLSelectElement);
  const role = byId('event-role', HTMLSelectElement);
  const told = byId('event-told', HTMLElement);
  event.append(...simulatedEvents.map((name) => element('option', { value: name }, name)));
  // The others are of one side by their nature.
  const isOfEither = (): boolean => /^participant\.(idle|returned|autodisconnection)$/.test(event.value);
  const showRole = (): void => {
    role.hidden = !isOfEither();
    told.textContent = '';
  };
  event.addEventListener('change', showRole);
  showRole();
  async function tell(): Promise<void> {
    told.textContent = '';
    const name = event.value;
    const done = await act('event', { Event: name, ...(isOfEither() && { ParticipantRole: role.value }) });
    if (done) told.textContent = `Told: ${name}`;
  }
  byId('send-event', HTMLButtonElement).addEventListener('click', () => void tell());
}
