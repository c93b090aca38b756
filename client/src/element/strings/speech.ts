import { arabic } from './arabic.ts';
import { english, type StringName, type Strings, type Text } from './english.ts';
import { german } from './german.ts';
import { spanish } from './spanish.ts';

/** Says things in one language. Times are epoch ms. */
export interface Speech {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly text: (name: StringName, values?: Readonly<Record<string, string | number>>) => string;
  readonly time: (time: number) => string;
  /** The day, in full: what a separator's title says. */
  readonly fullDay: (time: number) => string;
  /** Today, yesterday, or the day. */
  readonly day: (time: number, now: number) => string;
  readonly dateTime: (time: number) => string;
  readonly weekdayTime: (time: number) => string;
  readonly timeRange: (from: number, to: number) => string;
  readonly percent: (part: number) => string;
}

const languages: Readonly<Record<string, Strings>> = { ar: arabic, de: german, en: english, es: spanish };

/** The first of these languages that there are texts for; English if there is none. */
export function chooseLanguage(wanted: readonly string[]): string {
  return wanted.find((tag) => primary(tag) in languages && isTag(tag)) ?? 'en';
}

export function createSpeech(language: string, own: Partial<Strings> = {}): Speech {
  const table: Strings = { ...(languages[primary(language)] ?? english), ...own };
  const isRtl = primary(language) === 'ar';
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language, options);
  const time = format({ hour: '2-digit', minute: '2-digit' });
  const fullDay = format({ dateStyle: 'full' });
  const day = format({ weekday: 'short', day: 'numeric', month: 'long' });
  const dateTime = format({ dateStyle: 'medium', timeStyle: 'short' });
  const weekdayTime = format({ weekday: 'long', hour: '2-digit', minute: '2-digit' });
  const percent = new Intl.NumberFormat(language, { style: 'percent' });

  function form(text: Text, count: unknown): string {
    if (typeof text === 'string') return text;
    return (typeof count === 'number' && text[plural.select(count)]) || text.other;
  }

  return {
    language,
    direction: isRtl ? 'rtl' : 'ltr',
    text: (name, values = {}) =>
      form(table[name], values['count']).replace(/\{(\w+)\}/g, (whole, key: string) => {
        const value = values[key];
        if (typeof value === 'number') return numbers.format(value);
        // A name of the other direction keeps to itself.
        return value !== undefined && isRtl ? `\u2068${value}\u2069` : (value ?? whole);
      }),
    time: (at) => time.format(at),
    fullDay: (at) => fullDay.format(at),
    day(at, now) {
      const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
      if (days === 0 || days === 1) return table[days === 0 ? 'today' : 'yesterday'] as string;
      return day.format(at);
    },
    dateTime: (at) => dateTime.format(at),
    weekdayTime: (at) => weekdayTime.format(at),
    timeRange: (from, to) => time.formatRange(from, to),
    percent: (part) => percent.format(part),
  };
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

/** Intl throws on what is no tag. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
