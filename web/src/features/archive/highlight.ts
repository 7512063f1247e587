export interface Piece {
  text: string;
  marked: boolean;
}

const fold = (text: string) => text.normalize("NFKC").toLowerCase();
const isLetter = (text: string) => /[\p{L}\p{N}]/u.test(text);

/** A text in pieces, those that hold one of the words marked; width, case and what stands between letters make no difference. */
export function highlight(text: string, words: string[]): Piece[] {
  const letters: { at: number; end: number; letter: string }[] = [];
  for (let at = 0; at < text.length; ) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const end = at + char.length;
    for (const letter of fold(char)) if (isLetter(letter)) letters.push({ at, end, letter });
    at = end;
  }
  const marks = words.flatMap((word) => spots(letters, [...fold(word)].filter(isLetter)));
  return cut(text, marks.sort((a, b) => a[0] - b[0]));
}

function spots(letters: { at: number; end: number; letter: string }[], wanted: string[]): [number, number][] {
  const found: [number, number][] = [];
  for (let place = 0; wanted.length > 0 && place + wanted.length <= letters.length; place += 1) {
    if (wanted.every((letter, step) => letters[place + step]?.letter === letter)) {
      found.push([letters[place]?.at ?? 0, letters[place + wanted.length - 1]?.end ?? 0]);
    }
  }
  return found;
}

function cut(text: string, marks: [number, number][]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (to <= at) continue;
    const start = Math.max(from, at);
    if (start > at) pieces.push({ text: text.slice(at, start), marked: false });
    pieces.push({ text: text.slice(start, to), marked: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}
