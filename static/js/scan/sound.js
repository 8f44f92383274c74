// @ts-check
/** Tones and vibration: admitted one high tone, repeat two, refused a low one. */

/** Frequency in Hz, start and length in seconds. @type {Record<string, [number, number, number][]>} */
const TONES = {
  admitted: [[1320, 0, 0.16]],
  repeat: [[660, 0, 0.12], [660, 0.2, 0.12]],
  refused: [[180, 0, 0.45]],
  waiting: [[440, 0, 0.1]],
};
/** @type {Record<string, number[]>} */
const BUZZES = { admitted: [60], repeat: [60, 80, 60], refused: [300], waiting: [30] };

/** @type {AudioContext | undefined} */
let audio;

/** Call it from a tap: browsers keep silent before one. */
export function unlockSound() {
  audio ??= new AudioContext();
  audio.resume();
  signal("admitted");
}

/** @param {string} tone */
export function signal(tone) {
  navigator.vibrate?.(BUZZES[tone] ?? []);
  if (!audio) return;
  for (const [frequency, start, length] of TONES[tone] ?? []) {
    const [oscillator, gain] = [audio.createOscillator(), audio.createGain()];
    const at = audio.currentTime + start;
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.25, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + length);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(at);
    oscillator.stop(at + length);
  }
}
