/** The colours, each of which a page can set: `--connect-chat-accent` and so on. */
const names = [
  'accent',
  'on-accent',
  'surface',
  'raised',
  'text',
  'soft',
  'line',
  'edge',
  'mine',
  'on-mine',
  'notice',
  'on-notice',
  'danger',
] as const;

export type Colours = Readonly<Record<(typeof names)[number], string>>;

// `edge` has a contrast of 3:1 to the surface, as what can be used must; `line` only divides.
export const light: Colours = {
  accent: '#1f6f66',
  'on-accent': '#ffffff',
  surface: '#ffffff',
  raised: '#f0f4f3',
  text: '#17211f',
  soft: '#56635f',
  line: '#dbe3e1',
  edge: '#7d8b87',
  mine: '#1f6f66',
  'on-mine': '#ffffff',
  notice: '#fff4dc',
  'on-notice': '#5c4100',
  danger: '#b3261e',
};

export const dark: Colours = {
  accent: '#6cc4b8',
  'on-accent': '#06201c',
  surface: '#161f1e',
  raised: '#222e2c',
  text: '#e6eeec',
  soft: '#a7b8b4',
  line: '#31403d',
  edge: '#72847f',
  mine: '#1d5e56',
  'on-mine': '#f0fffc',
  notice: '#3a2f14',
  'on-notice': '#ffe3a6',
  danger: '#ff8a80',
};

function set(colours: Colours): string {
  return names.map((name) => `--${name}: var(--connect-chat-${name}, ${colours[name]});`).join(' ');
}

export const theme = `
:host {
  color-scheme: light; ${set(light)}
  --radius: var(--connect-chat-radius, 18px);
  --shadow: 0 1px 3px rgb(10 30 27 / 12%), 0 16px 48px rgb(10 30 27 / 20%);
  display: block;
}
:host([hidden]) { display: none; }
@media (prefers-color-scheme: dark) { :host(:not([theme='light'])) { color-scheme: dark; ${set(dark)} } }
:host([theme='dark']) { color-scheme: dark; ${set(dark)} }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.widget {
  color: var(--text);
  font: 16px/1.5 var(--connect-chat-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans Arabic', sans-serif);
  text-align: start;
}
h1, h2, h3, p, ol, ul, fieldset { margin: 0; padding: 0; border: 0; }
h1, h2, h3 { line-height: 1.25; }
ol, ul { list-style: none; }
.visually-hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; } }
`;
