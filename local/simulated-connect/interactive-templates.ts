import type { InteractiveTemplate } from './agent-offers.ts';
import { pictureUrl } from './pictures.ts';

const dayMs = 24 * 60 * 60_000;

/**
 * An interactive message of each template, within the limits of AWS's page, as the Content of the message. `now` is in
 * ms since 1970: the time picker offers the coming days.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/interactive-messages.html
 */
export function interactiveMessage(template: InteractiveTemplate, baseUrl: string, now: number): string {
  return JSON.stringify(messages[template](baseUrl, now));
}

const messages: Readonly<Record<InteractiveTemplate, (baseUrl: string, now: number) => object>> = {
  ListPicker: (baseUrl) => fruit(baseUrl),
  TimePicker: (_baseUrl, now) =>
    message('TimePicker', {
      title: 'When may we call you?',
      subtitle: 'Choose a time',
      timeslots: [1, 2, 3].flatMap((days) => [slot(now, days, 9), slot(now, days, 11), slot(now, days, 15)]),
    }),
  Panel: (baseUrl) => shop(baseUrl),
  QuickReply: () =>
    message('QuickReply', {
      title: 'Did this help?',
      elements: [{ title: 'Yes' }, { title: 'No' }, { title: 'I am not sure' }],
    }),
  Carousel: (baseUrl) =>
    message('Carousel', {
      title: 'What else is there',
      elements: [
        { ...fruit(baseUrl), templateIdentifier: 'fruit' },
        { ...shop(baseUrl), templateIdentifier: 'shop' },
      ],
    }),
};

function message(templateType: InteractiveTemplate, content: object): object {
  return { templateType, version: '1.0', data: { content } };
}

function fruit(baseUrl: string): object {
  const element = (name: 'apple' | 'orange' | 'banana', title: string, price: string): object => ({
    title,
    subtitle: price,
    ...picture(baseUrl, name, title),
  });
  return {
    ...message('ListPicker', {
      title: 'Which fruit would you like?',
      subtitle: 'Choose one',
      ...picture(baseUrl, 'fruit', 'A bowl of fruit'),
      elements: [
        element('apple', 'Apples', '2.50 a kilo'),
        element('orange', 'Oranges', '3.20 a kilo, from Spain'),
        element('banana', 'Bananas', '1.90 a kilo, sold out until Friday'),
      ],
    }),
  };
}

function shop(baseUrl: string): object {
  return message('Panel', {
    title: 'The shop around the corner',
    subtitle: 'Open until eight in the evening',
    ...picture(baseUrl, 'fruit', 'The window of a greengrocer'),
    elements: [
      { title: 'Opening hours' },
      { title: 'Where it is' },
      { title: 'Its page', type: 'hyperlink', url: 'https://www.example.com/shop' },
    ],
  });
}

function picture(baseUrl: string, name: string, imageDescription: string): object {
  return { imageType: 'URL', imageData: pictureUrl(baseUrl, name), imageDescription };
}

function slot(now: number, days: number, hour: number): object {
  const day = new Date(now + days * dayMs).toISOString().slice(0, 10);
  return { date: `${day}T${String(hour).padStart(2, '0')}:00+00:00`, duration: 60 };
}
