import type { Service } from '../core/access.ts';
import type { Settings } from '../core/settings.ts';

/** A setting that the functions read. Whoever writes it goes by this declaration, and so do they. */
export interface RequestSetting<T> {
  /** The variable of the functions' environment that has it: a string as it is, all else as JSON. */
  readonly variable: string;
  /** How it is written there. Completes the sentence "… must be". */
  readonly form: string;
  readonly fits: (value: unknown) => boolean;
  /** Its default. */
  readonly otherwise: T | undefined;
  readonly readBy: readonly Service[];
}

export type RequestSettings = {
  readonly [Name in keyof Settings]-?: RequestSetting<NonNullable<Settings[Name]>>;
};

/** Those of starts, and of erasures. */
export type StartSetting = 'signIn' | 'admission' | 'verification' | 'eraseAtConnect';
