/** What has been said. */
export const conversation = `
#conversation { position: relative; display: flex; flex: 1; flex-direction: column; min-height: 0; }
#conversation.dropping::after {
  content: attr(data-drop); position: absolute; inset: 0.5rem; display: grid; place-items: center; border: 2px dashed var(--accent);
  border-radius: var(--radius); background: color-mix(in srgb, var(--surface) 88%, transparent); color: var(--accent); font-weight: 600;
}
#scroller { flex: 1; padding: 1rem 0.9rem; overflow-y: auto; overscroll-behavior: contain; }
#scroller:focus-visible { outline-offset: -3px; }
#earlier { display: block; margin: 0 auto 0.75rem; }
#log, #log > ol { display: flex; flex-direction: column; gap: 0.7rem; }
#log > ol { contain: layout style; }
#log > ol > li { max-width: 86%; min-width: 0; }
#log > ol > .follows { margin-top: -0.4rem; }
#log > ol > .theirs { align-self: flex-start; }
#log > ol > .mine { display: flex; flex-direction: column; align-items: flex-end; align-self: flex-end; }
#log > ol > :is(.event, .day) { align-self: center; color: var(--soft); font-size: 0.8rem; text-align: center; }
#log > ol > .day { margin-block: 0.4rem; padding: 0.1rem 0.8rem; border: 1px solid var(--line); border-radius: 99px; font-weight: 600; }
.sender, .meta { margin: 0.15rem 0.3rem 0; color: var(--soft); font-size: 0.78rem; }
.sender { margin: 0 0.3rem 0.15rem; font-weight: 600; }
/* For screen readers alone. Not out of the flow: a browser would look at each in every frame. */
:is(.mine, .follows) .sender { width: 1px; height: 1px; margin: 0 0 -1px; overflow: clip; white-space: nowrap; }
.bubble {
  width: fit-content; max-width: 100%; padding: 0.55rem 0.85rem; border: 1px solid transparent; border-radius: 16px; background: var(--raised);
  overflow-wrap: anywhere;
}
.theirs .bubble { border-end-start-radius: 5px; }
.mine .bubble { border-end-end-radius: 5px; background: var(--mine); color: var(--on-mine); }
.theirs a { color: var(--accent); }
.text { white-space: pre-wrap; }
.bubble > * + * { margin-top: 0.4rem; }
.bubble > :is(ul, ol) { padding-inline-start: 1.3rem; list-style: disc; }
.bubble > ol { list-style: decimal; }
code, pre { border-radius: 5px; background: rgb(128 128 128 / 18%); font: 0.9em/1.45 ui-monospace, SFMono-Regular, Menlo, monospace; }
code { padding: 0 0.25rem; }
pre { margin: 0; padding: 0.5rem 0.7rem; overflow-x: auto; direction: ltr; }
pre code { padding: 0; background: none; font-size: 1em; overflow-wrap: normal; }
.sending .bubble { opacity: 0.75; }
.failed .bubble { border: 2px solid var(--danger); background: var(--surface); color: var(--text); }
.failed .state { color: var(--danger); font-weight: 600; }
.meta .link { font-size: inherit; }
#new-messages {
  position: absolute; inset-block-end: 2.2rem; inset-inline: 0; display: flex; gap: 0.4rem; align-items: center; width: fit-content;
  margin: auto; border-color: transparent; border-radius: 99px; background: var(--accent); color: var(--on-accent); font-size: 0.9rem;
  font-weight: 600; box-shadow: var(--shadow);
}
#new-messages .icon { width: 18px; height: 18px; }
#typing { flex: none; min-height: 1.7rem; padding: 0 1.1rem; color: var(--soft); font-size: 0.85rem; }
.dots { display: inline-flex; gap: 3px; margin-inline-end: 0.5rem; vertical-align: middle; }
.dots i { width: 6px; height: 6px; border-radius: 50%; background: currentColor; animation: breathe 1.2s infinite; }
.dots i:nth-child(2) { animation-delay: 0.2s; }
.dots i:nth-child(3) { animation-delay: 0.4s; }
@keyframes breathe { 0%, 60%, 100% { opacity: 0.3; } 30% { opacity: 1; } }

.attachment + .attachment { margin-top: 0.6rem; }
.attachment-row { display: flex; gap: 0.75rem; align-items: center; justify-content: space-between; }
.file-name { min-width: 0; font-weight: 600; overflow-wrap: anywhere; }
.preview { display: block; min-width: 4rem; max-width: 100%; min-height: 4rem; max-height: 16rem; margin-bottom: 0.5rem; border-radius: 10px; background: rgb(128 128 128 / 15%); object-fit: contain; }
.mine .note { color: inherit; }

.interactive { min-width: min(15rem, 100%); max-width: 100%; }
.interactive legend { padding: 0; font-weight: 600; }
.interactive .note { margin-top: 0.3rem; }
.interactive > img { display: block; width: 100%; max-height: 9rem; margin-top: 0.5rem; border-radius: 10px; object-fit: cover; }
.interactive .field, .form-error { margin-top: 0.8rem; }
.field legend { font-size: 0.92rem; }
.field > .check { margin-top: 0.3rem; }
.form-error { padding: 0.6rem 0.8rem; border: 2px solid var(--danger); border-radius: 10px; background: var(--surface); }
.rows { display: grid; gap: 0.5rem; margin-top: 0.6rem; }
.rows li { position: relative; display: grid; grid-template-columns: auto 1fr; column-gap: 0.7rem; padding: 0.5rem; border: 1px solid var(--edge); border-radius: 12px; background: var(--surface); }
.rows img { grid-row: span 2; width: 3rem; height: 3rem; border-radius: 8px; object-fit: cover; }
.rows :is(.choose, .note) { grid-column: 2; }
.rows .choose { min-height: 24px; padding: 0; border: 0; background: none; color: var(--accent); font-weight: 600; text-align: start; }
.rows .choose::after { content: ''; position: absolute; inset: -1px; border-radius: 12px; }
.rows .choose:focus-visible { outline: 0; }
.rows li:has(.choose:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.rows li:hover:has(button:enabled, a) { border-color: var(--accent); }
.pills { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.6rem; }
.pills .choose { border-color: var(--accent); border-radius: 99px; color: var(--accent); font-weight: 600; }
.pills a.choose { display: inline-grid; place-items: center; min-height: 42px; padding: 0.35rem 0.95rem; border: 1px solid var(--accent); border-radius: 99px; background: var(--surface); }
.day-of-times { margin-top: 0.7rem; font-size: 0.85rem; font-weight: 600; }
.day-of-times + .pills { margin-top: 0.3rem; }
.choose[aria-pressed='true'], .rows li:has([aria-pressed='true']) { border-color: var(--accent); opacity: 1; }
.choose[aria-pressed='true']::before { content: '\\2713\\00a0'; }
.pills .choose[aria-pressed='true'] { background: var(--accent); color: var(--on-accent); }
.cards { display: flex; flex-wrap: wrap; gap: 0.7rem; margin-top: 0.6rem; }
.cards fieldset { flex: 1 1 12rem; min-width: 0; padding: 0.8rem; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
.cards fieldset > legend { float: inline-start; width: 100%; }
.cards fieldset > legend + * { clear: both; }
.cards fieldset > img { display: block; width: 100%; height: 6rem; margin-block: 0.4rem; border-radius: 8px; object-fit: cover; }
@media (forced-colors: active) {
  .failed .bubble { border-style: dashed; }
  .choose[aria-pressed='true'] { outline: 2px solid; }
}
`;
