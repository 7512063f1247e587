import { Button } from "antd-mobile";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/problem";
import { formatTime, readWallTime } from "@/ui/format";
import { useAddNote, useNotes, usePlan } from "../api";
import type { ViewProps } from "../view";
import { tell } from "../notice";
import { FollowUps } from "../FollowUps";
import { Answer, Nothing } from "../states";

const NOTE_LENGTH_MAX = 1000;
const failed = (error: unknown) => tell([toProblem(error).detail, toProblem(error).fix].filter(Boolean).join(" "), true);

/** Write down what was said, or be reminded of what was promised. */
export default function Book(props: ViewProps) {
  const { t } = useTranslation("sidebar");
  const notes = useNotes(props.brand, props.customerId);
  return (
    <div className="sb-list">
      <Write {...props} />
      {props.portrait.follow_ups.length > 0 && <FollowUps brand={props.brand} items={props.portrait.follow_ups} />}
      <h3>{t("book.notes")}</h3>
      <Answer of={notes}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing text={t("book.none")} />
          ) : (
            items.map((note) => (
              <article key={note.id}>
                <p className="sb-words">{note.text}</p>
                <p className="sb-quiet">
                  {note.is_mine ? t("about.me") : note.staff} · {formatTime(note.at_ms)}
                </p>
              </article>
            ))
          )
        }
      </Answer>
    </div>
  );
}

/** One box: with a time it becomes a reminder, without one a note. */
function Write({ brand, customerId }: ViewProps) {
  const { t } = useTranslation("sidebar");
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const note = useAddNote(brand, customerId);
  const plan = usePlan(brand, customerId);
  const dueId = useId();
  const done = (words: string) => {
    setText("");
    setDue("");
    tell(words);
  };
  const save = () =>
    due
      ? plan.mutate({ text, due_at_ms: readWallTime(due) }, { onSuccess: () => done(t("book.planned")), onError: failed })
      : note.mutate(text, { onSuccess: () => done(t("book.saved")), onError: failed });
  return (
    <form
      className="sb-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea className="sb-input" rows={3} maxLength={NOTE_LENGTH_MAX} aria-label={t("book.text")} placeholder={t("book.placeholder")} value={text} onChange={(event) => setText(event.target.value)} />
      <label htmlFor={dueId}>{t("book.due")}</label>
      <input id={dueId} className="sb-input" type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />
      <Button type="submit" color="primary" block disabled={!text.trim()} loading={note.isPending || plan.isPending}>
        {due ? t("book.plan") : t("book.save")}
      </Button>
    </form>
  );
}
