/** Buttons and fields, wherever they are. */
export const controls = `
.icon { display: block; width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
:dir(rtl) > .icon.send { transform: scaleX(-1); }
button, input, select, textarea { font: inherit; color: inherit; }
button {
  min-height: 42px; padding: 0.35rem 0.95rem; border: 1px solid var(--edge); border-radius: 12px; background: var(--surface);
  cursor: pointer;
}
button:hover:not(:disabled) { border-color: var(--accent); }
button:disabled { opacity: 0.55; cursor: default; }
button.primary { border-color: transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; }
button.primary:hover:not(:disabled) { filter: brightness(1.08); }
button.danger { border-color: currentcolor; color: var(--danger); font-weight: 600; }
button.round { display: grid; flex: none; place-items: center; width: 44px; height: 44px; padding: 0; border-radius: 50%; }
#close { border-color: transparent; }
button.link { min-height: 24px; padding: 0 0.2rem; border: 0; background: none; color: var(--accent); text-decoration: underline; }
button.small { display: grid; flex: none; place-items: center; min-width: 34px; min-height: 34px; padding: 0.1rem 0.7rem; border-color: currentcolor; background: none; font-size: 0.85rem; }
button.small .icon { width: 16px; height: 16px; }
a { color: inherit; text-underline-offset: 2px; overflow-wrap: anywhere; }
input:not([type='checkbox'], [type='radio']), select, textarea {
  width: 100%; min-width: 0; min-height: 44px; padding: 0.5rem 0.8rem; border: 1px solid var(--edge); border-radius: 12px;
  background: var(--surface);
}
:is(input, select, textarea):focus-visible { border-color: var(--accent); outline-width: 2px; outline-offset: -2px; }
::placeholder { color: var(--soft); opacity: 1; }
[aria-invalid='true'] { border-color: var(--danger) !important; }
[type='checkbox'], [type='radio'] { flex: none; width: 20px; height: 20px; margin: 2px 0 0; accent-color: var(--accent); }
.field { display: block; min-width: 0; }
.field > label, .field > legend { display: block; margin-bottom: 0.25rem; font-size: 0.92rem; font-weight: 600; }
.check { display: flex !important; flex-wrap: wrap; gap: 0.5rem; align-items: flex-start; font-weight: 400 !important; }
.check .error, .check .note { width: 100%; }
.error { margin-top: 0.25rem; color: var(--danger); font-size: 0.88rem; font-weight: 600; }
.note { color: var(--soft); font-size: 0.85rem; }
.note:empty { display: none; }
.choices { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.75rem; }
progress { flex: 1; min-width: 6rem; height: 8px; accent-color: currentcolor; }
`;
