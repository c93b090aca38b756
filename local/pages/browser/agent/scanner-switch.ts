import { byId } from '../shared/elements.ts';
import { isScanning, scan } from './agent-api.ts';

/** Turns the scanner for attachments on and off; the box shows what the simulator says. */
export function wireScannerSwitch(onProblem: (error: unknown) => void): void {
  const box = byId('scanner', HTMLInputElement);
  const show = (scanning: boolean): void => {
    box.checked = scanning;
  };
  box.addEventListener('change', () => {
    scan(box.checked)
      .then(show)
      .catch((error: unknown) => {
        show(!box.checked);
        onProblem(error);
      });
  });
  isScanning().then(show).catch(onProblem);
}
