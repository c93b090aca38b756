// Compiled in by bundle-pages.ts.
declare const SIMULATED: boolean;
declare const CHAT_PAGE: boolean;
declare const OPERATION_NAMES: readonly string[];
