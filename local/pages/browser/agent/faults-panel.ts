import { button, byId, element } from '../shared/elements.ts';
import { timeOfDay } from '../shared/times.ts';
import { addFault, clearFaults, listFaults } from './agent-api.ts';
import { faultMeanings, faultText, presets, type Fault, type FaultKind } from './fault.ts';

/** Nothing announces that a fault has been used up. While there are any, the panel looks, after so many ms. */
const lookEveryMs = 500;
const happenedShown = 20;

/** The panel that adds faults and shows them being used up. */
export function wireFaultsPanel(onProblem: (error: unknown) => void): void {
  let known: readonly Fault[] = [];
  let timer = 0;

  function take(faults: readonly Fault[], taken: 'used' | 'changed'): void {
    if (taken === 'used') noteUsed(known, faults);
    known = faults;
    showWaiting(faults);
    clearTimeout(timer);
    if (faults.length > 0) timer = setTimeout(look, lookEveryMs);
  }

  function look(): void {
    if (document.visibilityState === 'visible')
      listFaults().then((faults) => take(faults, 'used'), onProblem);
    else timer = setTimeout(look, lookEveryMs);
  }

  function change(changing: Promise<readonly Fault[]>): void {
    changing.then((faults) => take(faults, 'changed'), onProblem);
  }

  const kind = byId('kind', HTMLSelectElement);
  const operation = byId('operation', HTMLSelectElement);
  const meaning = byId('kind-meaning', HTMLElement);
  const times = byId('times', HTMLInputElement);
  kind.append(...Object.keys(faultMeanings).map((name) => element('option', { value: name }, name)));
  operation.append(
    element('option', { value: '*' }, 'Any'),
    ...OPERATION_NAMES.map((name) => element('option', { value: name }, name)),
  );
  const explain = (): void => {
    meaning.textContent = faultMeanings[kind.value as FaultKind];
  };
  kind.addEventListener('change', explain);
  explain();
  byId('presets', HTMLElement).append(
    ...presets.map(({ label, fault }) => button(label, () => change(addFault(fault)))),
  );
  byId('fault', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const fault = {
      kind: kind.value as FaultKind,
      operation: operation.value,
      times: Number(times.value),
    };
    change(addFault(fault));
  });
  byId('clear-faults', HTMLButtonElement).addEventListener('click', () => change(clearFaults()));
  change(listFaults());
}

function showWaiting(faults: readonly Fault[]): void {
  byId('faults', HTMLUListElement).replaceChildren(
    ...faults.map((fault) =>
      element(
        'li',
        {},
        element('span', {}, faultText(fault)),
        element('span', { class: 'count' }, `${fault.times} left`),
      ),
    ),
  );
  byId('no-faults', HTMLElement).hidden = faults.length > 0;
  byId('clear-faults', HTMLButtonElement).hidden = faults.length === 0;
}

function noteUsed(before: readonly Fault[], after: readonly Fault[]): void {
  const left = timesByText(after);
  const happened = byId('happened', HTMLElement);
  for (const [text, times] of timesByText(before)) {
    const used = times - (left.get(text) ?? 0);
    if (used <= 0) continue;
    const often = used === 1 ? '' : ` × ${used}`;
    happened.prepend(element('li', {}, `${timeOfDay(new Date().toISOString())} · ${text}${often}`));
  }
  while (happened.childElementCount > happenedShown) happened.lastElementChild?.remove();
  byId('nothing-happened', HTMLElement).hidden = happened.childElementCount > 0;
}

function timesByText(faults: readonly Fault[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const fault of faults) {
    sums.set(faultText(fault), (sums.get(faultText(fault)) ?? 0) + fault.times);
  }
  return sums;
}
