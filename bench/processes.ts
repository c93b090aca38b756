import type { AskedProcess } from './child/asked-process.ts';
import type { FunctionAnswers, FunctionRequest } from './child/requests.ts';
import type { ServicesAnswers, ServicesRequest } from './services/requests.ts';

/** A function of some variant, in a process of its own. */
export type FunctionProcess = AskedProcess<FunctionRequest, FunctionAnswers>;

/** What the functions call. */
export type ServicesProcess = AskedProcess<ServicesRequest, ServicesAnswers>;
