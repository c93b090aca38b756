import { byId, element } from '../shared/elements.ts';
import { percentile, readLine, sumOf, valuesOf, type RequestLine } from './request-line.ts';

/** As many requests as the server keeps for pages that come late. */
const kept = 300;
const decisionsShown = 40;
const eventsShown = 60;

/** Always there; others get a tile once there is something to count. */
const standing = [
  'requests',
  'chatsStarted',
  'chatsEnded',
  'replays',
  'absorbed',
  'ownErrors',
  'upstreamErrors',
];
const grave = /Errors$|Failures$|^throttled$|^outcomesUnknown$|Failed$|Full$/;
const durations = ['duration', 'own', 'upstream'];

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const filter = byId('filter', HTMLInputElement);
const pause = byId('pause', HTMLButtonElement);
const events = byId('events', HTMLElement);
let lines: RequestLine[] = [];
/** Lines of the list as it is, so that one that is open stays so. */
const rows = new Map<RequestLine, HTMLElement>();
let planned = false;

function plan(): void {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    if (pause.getAttribute('aria-pressed') !== 'true') render();
  });
}

function render(): void {
  renderTiles();
  renderOperations();
  renderDecisions();
  renderEvents();
}

function renderTiles(): void {
  const counted = new Set([...standing, ...lines.flatMap(({ metrics }) => [...metrics.keys()])]);
  byId('tiles', HTMLElement).replaceChildren(
    ...[...counted]
      .filter((name) => !durations.includes(name))
      .map((name) => {
        const sum = sumOf(lines, name);
        return tile(name, String(sum), sum > 0 && grave.test(name));
      }),
    ...durations.map((name) => tile(`${name} p95, ms`, percentile(valuesOf(lines, name), 95), false)),
  );
}

function tile(name: string, value: string, bad: boolean): HTMLElement {
  return element('div', { class: bad ? 'bad' : '' }, element('dt', {}, name), element('dd', {}, value));
}

function renderOperations(): void {
  const names = [...new Set(lines.map(({ operation }) => operation))].toSorted();
  byId('operations', HTMLElement).replaceChildren(
    ...names.map((name) => {
      const of = lines.filter(({ operation }) => operation === name);
      const errors = sumOf(of, 'ownErrors') + sumOf(of, 'upstreamErrors') + sumOf(of, 'throttled');
      const cells = [
        String(of.length),
        String(errors),
        percentile(valuesOf(of, 'duration'), 50),
        percentile(valuesOf(of, 'duration'), 95),
        percentile(valuesOf(of, 'upstream'), 95),
      ];
      return element(
        'tr',
        {},
        element('th', { scope: 'row' }, name),
        ...cells.map((cell) => element('td', {}, cell)),
      );
    }),
  );
}

function renderDecisions(): void {
  const decided = lines.filter(({ fields }) => fields['ledger'] !== undefined).slice(-decisionsShown);
  byId('no-decisions', HTMLElement).hidden = decided.length > 0;
  byId('decisions', HTMLElement).replaceChildren(
    ...decided
      .toReversed()
      .map(({ at, operation, fields }) =>
        element(
          'li',
          { 'data-decision': String(fields['ledger']) },
          element('time', {}, clock.format(at)),
          element('span', { class: 'decision' }, String(fields['ledger'])),
          element('span', {}, operation),
          element('span', { class: 'reference' }, `${attempts(fields)}${chatOf(fields)}`),
        ),
      ),
  );
}

function attempts({ attempts: made }: RequestLine['fields']): string {
  if (made === 0) return 'Connect was not called';
  return made === 1 ? '1 attempt' : `${String(made)} attempts`;
}

function chatOf({ chat }: RequestLine['fields']): string {
  return typeof chat === 'string' ? ` · chat ${chat}` : '';
}

function renderEvents(): void {
  const wanted = filter.value.trim().toLowerCase();
  const shown = lines.filter(({ text }) => text.toLowerCase().includes(wanted)).slice(-eventsShown);
  for (const line of rows.keys()) if (!shown.includes(line)) rows.get(line)?.remove();
  const next = new Map(shown.map((line) => [line, rows.get(line) ?? eventRow(line)]));
  rows.clear();
  for (const [line, row] of next) {
    rows.set(line, row);
    if (events.firstElementChild !== row && !row.isConnected) events.prepend(row);
  }
  const none = byId('no-events', HTMLElement);
  none.hidden = shown.length > 0;
  none.textContent = lines.length === 0 ? 'No request yet.' : 'No request has that.';
}

function eventRow({ at, operation, status, fields }: RequestLine): HTMLElement {
  const { _aws, ...own } = fields;
  const outcome = status >= 500 ? ' failed' : status >= 400 ? ' refused' : '';
  const why = [fields['reason'], fields['ledger']].find((given) => typeof given === 'string') ?? '';
  return element(
    'li',
    {},
    element(
      'details',
      {},
      element(
        'summary',
        {},
        element('time', {}, clock.format(at)),
        element('span', { class: `status${outcome}` }, String(status)),
        element('strong', {}, operation),
        element('span', {}, why),
        element('span', { class: 'reference' }, `${String(fields['duration'])} ms${chatOf(fields)}`),
      ),
      element('pre', { tabindex: '0' }, JSON.stringify(own, null, 2)),
    ),
  );
}

filter.addEventListener('input', () => {
  // A list in another order has to be made anew.
  events.replaceChildren();
  rows.clear();
  renderEvents();
});
pause.addEventListener('click', () => {
  const paused = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(paused));
  pause.textContent = paused ? 'Go on' : 'Pause';
  if (!paused) render();
});

const source = new EventSource('/ops/api/events');
source.addEventListener('anew', () => {
  lines = [];
  events.replaceChildren();
  rows.clear();
  plan();
});
source.addEventListener('request', ({ data }: MessageEvent<string>) => {
  const line = readLine(data);
  if (!line) return;
  lines.push(line);
  if (lines.length > kept) lines.shift();
  plan();
});
const state = byId('link-state', HTMLElement);
source.addEventListener('open', () => (state.textContent = ''));
source.addEventListener('error', () => (state.textContent = 'Not connected. Trying again…'));
render();
