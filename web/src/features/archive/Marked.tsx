import { highlight } from "./highlight";

/** A text with some words of it marked. */
export function Marked({ text, words }: { text: string; words: string[] }) {
  return (
    <>
      {highlight(text, words).map((piece, place) => (piece.marked ? <mark key={place}>{piece.text}</mark> : <span key={place}>{piece.text}</span>))}
    </>
  );
}
