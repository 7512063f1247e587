import { Input } from "antd";
import { useEffect, useState } from "react";
import { useUrlState } from "./useUrlState";

const SETTLE_MS = 300;

/** Search while typing, once the typing rests; the words live in the address. */
export function SearchBox({ placeholder }: { placeholder: string }) {
  const [words, setWords] = useUrlState("search");
  const [typed, setTyped] = useState(words);
  useEffect(() => {
    if (typed === words) return;
    const timer = setTimeout(() => setWords(typed.trim()), SETTLE_MS);
    return () => clearTimeout(timer);
    // `words` is left out on purpose: a settled search must not restart the timer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed, setWords]);
  return (
    <Input.Search
      className="siyu-search"
      allowClear
      value={typed}
      placeholder={placeholder}
      aria-label={placeholder}
      onChange={(event) => setTyped(event.target.value)}
      onSearch={(value) => setWords(value.trim())}
    />
  );
}
