/** Two soft notes. Browsers that want the visitor to have done something first keep silent. */
export function chime(): void {
  try {
    const audio = new AudioContext();
    for (const [index, frequency] of [660, 880].entries()) {
      const at = audio.currentTime + index * 0.12;
      const note = new OscillatorNode(audio, { frequency });
      const volume = new GainNode(audio, { gain: 0 });
      volume.gain.setValueAtTime(0.08, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.25);
      note.connect(volume).connect(audio.destination);
      note.start(at);
      note.stop(at + 0.3);
      if (index === 1) note.addEventListener('ended', () => void audio.close());
    }
  } catch {
    // There is no sound here.
  }
}
