import { playLives, type Weather } from '../../test/protocol/lives/play.ts';
import { playOverProcesses, type Played } from '../lives/over-processes.ts';
import { mostLate } from '../lives/verdict.ts';
import type { Figure, Scenario, Stage } from '../scenario.ts';

type Name =
  'late' | 'ended' | 'doubled' | 'unfound' | 'count' | 'simulatedLate' | 'simulatedEnded' | 'simulatedCount';

/** Lives over real processes, and in each weather of the simulated ones. */
const whole = 200;
const inEachWeather = 1_000;

const seconds = mostLate / 1_000;

const simulated = 'In simulated time, the handlers and the reaper without processes';

/** Visitors who come, talk, load their pages anew and go in every way, on a bad day; and what of it stays open. */
export const lives: Scenario<Name> = {
  name: 'lives',
  about: `${whole} random lives of chats over processes that are killed, with clocks up to 90 s wrong and unreliable events; and ${(6 * inEachWeather).toLocaleString('en')} in simulated time`,
  minutes: 10,
  claims: {
    late: {
      text: 'Over real processes, whose clocks leap when nothing goes on: how long a contact is open beyond its limit',
      required: `≤ ${seconds} s, and a minute for each sweep that is killed`,
    },
    ended: { text: '– chats ended, or refused, that go on', required: '0' },
    doubled: { text: '– starts with two contacts', required: '0' },
    unfound: {
      text: '– contacts of starts that were killed, not repeated, and whose event nobody heard',
      required: 'each counted as `startsUnfound`',
    },
    count: { text: '– the count of open chats, after a sweep', required: 'that of the rows' },
    simulatedLate: {
      text: `${simulated}: how long a contact is open beyond its limit`,
      required: `≤ ${seconds} s, and a minute for each sweep that is killed`,
    },
    simulatedEnded: { text: '– chats ended that go on', required: '0' },
    simulatedCount: { text: '– the count of open chats, at the end', required: 'that of the rows' },
  },
  async run(stage) {
    const inTime = await playSimulated(stage);
    const played = await playOverProcesses(stage, stage.quick ? 16 : whole, stage.quick ? 2 : 4);
    for (const why of [...played.wronglyEnded, ...played.late, ...played.doubled])
      stage.progress.step(`lives: ${why}`);
    return { ...figuresOf(played), ...inTime };
  },
};

function figuresOf(
  played: Played,
): Readonly<Record<'late' | 'ended' | 'doubled' | 'unfound' | 'count', Figure>> {
  const { contacts, killed, cutOff, latest, wronglyEnded, late, doubled, unfound, counted, looks, right } =
    played;
  return {
    late: {
      measured: `${(latest / 1_000).toFixed(0)} s at most, of ${contacts} contacts; ${killed} processes and ${cutOff} sweeps killed`,
      holds: late.length === 0,
    },
    ended: { measured: `${wronglyEnded.length} of ${contacts}`, holds: wronglyEnded.length === 0 },
    doubled: { measured: String(doubled.length), holds: doubled.length === 0 },
    unfound: { measured: `${unfound}; ${counted} counted`, holds: unfound <= counted },
    count: { measured: `${right} of ${looks} times`, holds: right === looks && looks > 0 },
  };
}

const calm: Weather = { crashes: 0, storeErrors: 0, eventsLost: 0, sweepCrashes: 0, clocks: 0 };

/** As in test/protocol/lives. Clocks are apart by what is left when the table's time has put them right. */
const weathers: readonly Weather[] = [
  calm,
  { ...calm, eventsLost: 1 },
  { ...calm, crashes: 0.04, eventsLost: 0.1 },
  { ...calm, storeErrors: 0.05, eventsLost: 0.3 },
  { ...calm, crashes: 0.02, sweepCrashes: 0.03 },
  { crashes: 0.03, storeErrors: 0.02, eventsLost: 0.3, sweepCrashes: 0.02, clocks: 2_000 },
];

/** Lives that are played side by side. */
const together = 6;

async function playSimulated({
  seed,
  quick,
  signal,
  progress,
}: Stage): Promise<Readonly<Record<'simulatedLate' | 'simulatedEnded' | 'simulatedCount', Figure>>> {
  let [all, latest, tooLate, ended, right, plays] = [0, 0, 0, 0, 0, 0];
  for (const weather of weathers) {
    progress.step(`lives: ${JSON.stringify(weather)}`);
    for (let play = 0; play < (quick ? 5 : inEachWeather / together); play++) {
      signal.throwIfAborted();
      const history = await playLives(seed * inEachWeather + play, together, weather);
      plays++;
      all += together;
      ended += history.wronglyEnded.length;
      const spared = history.sweepsCutOff * 60_000 + 2 * weather.clocks;
      for (const { late } of history.lateness) latest = Math.max(latest, late - spared);
      tooLate += history.lateness.filter(({ late }) => late - spared > mostLate).length;
      tooLate += Math.max(0, history.lost.length - history.unfound);
      if (history.counted === history.open) right++;
    }
  }
  return {
    simulatedLate: {
      measured: `${(latest / 1_000).toFixed(0)} s at most, of ${all.toLocaleString('en')} lives`,
      holds: tooLate === 0,
    },
    simulatedEnded: { measured: `${ended} of ${all.toLocaleString('en')}`, holds: ended === 0 },
    simulatedCount: { measured: `${right} of ${plays} times`, holds: right === plays },
  };
}
