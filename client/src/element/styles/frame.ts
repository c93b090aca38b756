/** The button, the window, and what stands in it from top to bottom. */
export const frame = `
.widget.page { height: 100%; }
.widget.button { position: fixed; z-index: var(--connect-chat-z-index, 2147483000); inset-block-end: 1.25rem; inset-inline-end: 1.25rem; }
#launcher {
  position: relative; display: grid; place-items: center; width: 60px; height: 60px; margin-inline-start: auto; padding: 0;
  border: 1px solid transparent; border-radius: 50%; background: var(--accent); color: var(--on-accent);
  box-shadow: var(--shadow); cursor: pointer; transition: transform 0.15s;
}
#launcher:hover { transform: scale(1.05); }
#launcher .icon { grid-area: 1 / 1; width: 28px; height: 28px; transition: opacity 0.15s, transform 0.15s; }
#launcher .close, .is-open #launcher .chat { opacity: 0; transform: rotate(-45deg) scale(0.6); }
.is-open #launcher .close { opacity: 1; transform: none; }
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-width: 24px; padding: 0 6px;
  border: 2px solid var(--surface); border-radius: 14px; background: var(--danger); color: var(--surface);
  font-size: 0.78rem; font-weight: 700; line-height: 20px;
}
#panel {
  display: flex; flex-direction: column; overflow: hidden; border: 1px solid var(--line); border-radius: var(--radius);
  background: var(--surface);
}
.button #panel {
  position: absolute; inset-block-end: 76px; inset-inline-end: 0; width: min(25rem, calc(100vw - 2.5rem));
  height: min(42rem, calc(100dvh - 7.5rem)); box-shadow: var(--shadow); animation: appear 0.18s ease-out;
}
.page #panel { height: 100%; max-height: 100dvh; }
@keyframes appear { from { opacity: 0; transform: translateY(12px) scale(0.98); } }
@media (max-width: 30rem), (max-height: 30rem) {
  .button #panel { position: fixed; inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
  .is-open #launcher { display: none; }
}

header { display: flex; flex: none; gap: 0.7rem; align-items: center; padding: 0.8rem 0.9rem; border-bottom: 1px solid var(--line); }
.brand {
  display: grid; flex: none; place-items: center; width: 40px; height: 40px; border: 1px solid transparent; border-radius: 13px;
  background: var(--accent); color: var(--on-accent);
}
.title { flex: 1; min-width: 0; }
#title { font-size: 1.05rem; overflow-wrap: anywhere; }
#presence:empty { display: none; }
#presence { color: var(--soft); font-size: 0.85rem; line-height: 1.4; overflow-wrap: anywhere; }
#end { flex: none; min-height: 38px; padding: 0.2rem 0.8rem; font-size: 0.9rem; }

#start { display: flex; flex: 1; flex-direction: column; gap: 0.9rem; padding: 1.5rem 1.25rem; overflow-y: auto; }
#start::before, #start::after { content: ''; margin: auto; }
#start > p { color: var(--soft); }
#heading { font-size: 1.45rem; letter-spacing: -0.01em; }
#start #availability { display: flex; gap: 0.6rem; align-items: baseline; color: var(--text); font-weight: 600; }
#availability::before { content: ''; flex: none; width: 10px; height: 10px; border: 1px solid transparent; border-radius: 50%; background: var(--soft); }
#availability.open::before { background: #2e9e6b; }
#availability.busy::before { background: #d68a00; }
.page #start > * { width: 100%; max-width: 28rem; margin-inline: auto; }
#start #availability:empty, .error:empty { display: none; }
#start-button { min-height: 48px; }
#start > .error { color: var(--danger); }

#notice { padding: 0.6rem 1rem; background: var(--notice); color: var(--on-notice); font-size: 0.9rem; }
#notice:empty { display: none; }

#composer {
  display: grid; flex: none; grid-template-columns: auto 1fr auto; gap: 0.4rem; align-items: end; padding: 0.6rem;
  border-top: 1px solid var(--line);
}
#composer textarea {
  field-sizing: content; min-height: 44px; max-height: calc(6lh + 1.4rem); padding: 0.58rem 1rem; border-radius: 22px; resize: none;
}
#attach { border-color: transparent; color: var(--soft); }
#characters { grid-column: 2; color: var(--soft); font-size: 0.8rem; }
#characters:empty { display: none; }
.too-long #characters { color: var(--danger); font-weight: 600; }

#over { display: flex; flex: none; flex-direction: column; gap: 0.8rem; padding: 1rem; border-top: 1px solid var(--line); text-align: center; }
#ended { font-weight: 600; }
#over .choices { justify-content: center; margin: 0; }
.rate:empty { display: none; }
.rate p { color: var(--soft); font-size: 0.9rem; }
.stars { display: flex; justify-content: center; }
.stars button { display: grid; place-items: center; width: 44px; padding: 0; border-color: transparent; color: var(--soft); }
.stars .icon { width: 28px; height: 28px; }
.stars:hover button, .stars:focus-within button { color: var(--accent); }
.stars button:is(:hover, :focus-visible) .icon, .stars button:has(~ button:is(:hover, :focus-visible)) .icon { fill: currentColor; }
.stars button:is(:hover, :focus-visible) ~ button { color: var(--soft); }

dialog {
  max-width: min(24rem, calc(100vw - 2rem)); padding: 1.5rem; border: 1px solid var(--line); border-radius: var(--radius);
  background: var(--surface); color: var(--text); box-shadow: var(--shadow);
}
dialog::backdrop { background: rgb(0 0 0 / 45%); }
dialog h2 { font-size: 1.2rem; }
dialog p { margin-top: 0.4rem; color: var(--soft); }
dialog .choices { justify-content: flex-end; margin-top: 1.2rem; }

@media (max-height: 24rem) {
  #panel { overflow-y: auto; }
  header { padding: 0.4rem 0.6rem; flex-wrap: wrap; }
  .brand { display: none; }
  #start { overflow: visible; padding: 0.8rem; }
  #conversation { flex: none; height: 9rem; }
  #composer textarea { max-height: calc(2lh + 1.4rem); }
}
`;
