// @ts-check
/** Tones and vibration: admitted one high tone, repeat two, refused a low one. A phone may have neither. */

/** Frequency in Hz, start and length in seconds. @type {Record<string, [number, number, number][]>} */
const TONES = {
  admitted: [[1320, 0, 0.16]],
  repeat: [[660, 0, 0.12], [660, 0.2, 0.12]],
  refused: [[180, 0, 0.45]],
  waiting: [[440, 0, 0.1]],
};
/** @type {Record<string, number[]>} */
const BUZZES = { admitted: [60], repeat: [60, 80, 60], refused: [300], waiting: [30] };

/** @type {AudioContext | null} */
let audio = null;

/** Call it from a tap: browsers keep silent before one. */
export function unlockSound() {
  audio ??= newAudio();
  signal("admitted");
}

/** @returns {AudioContext | null} */
function newAudio() {
  try {
    return new AudioContext();
  } catch {
    return null; // no sound here, or too many pages have one
  }
}

/** @param {string} tone */
export function signal(tone) {
  navigator.vibrate?.(BUZZES[tone] ?? []);
  if (!audio) return;
  // After a phone call, or a while in the pocket, it has to be woken.
  if (audio.state !== "running") audio.resume().catch(() => {});
  for (const note of TONES[tone] ?? []) play(audio, note);
}

/**
 * @param {AudioContext} on
 * @param {[number, number, number]} note
 */
function play(on, [frequency, start, length]) {
  const [oscillator, gain] = [on.createOscillator(), on.createGain()];
  const at = on.currentTime + start;
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.25, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + length);
  oscillator.connect(gain).connect(on.destination);
  oscillator.start(at);
  oscillator.stop(at + length);
}
