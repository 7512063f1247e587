import { Button, Popup } from "antd-mobile";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAllTags } from "./api";
import { Answer, Nothing } from "./states";

interface Props {
  brand: string;
  carried: number[];
  busy: boolean;
  onChange: (tagId: number, on: boolean) => void;
  onClose: () => void;
}

/** Every tag of the brand by group; each tap puts one on or takes it off at once. */
export default function TagPicker({ brand, carried, busy, onChange, onClose }: Props) {
  const { t } = useTranslation("sidebar");
  const [words, setWords] = useState("");
  const tags = useAllTags(brand);
  return (
    <Popup visible onMaskClick={onClose} bodyClassName="sb-popup">
      <div role="dialog" aria-label={t("tags.pick")}>
        <div className="sb-row">
          <input className="sb-input" type="search" placeholder={t("tags.search")} aria-label={t("tags.search")} value={words} onChange={(event) => setWords(event.target.value)} />
          <Button onClick={onClose}>{t("tags.done")}</Button>
        </div>
        <Answer of={tags}>
          {(all) => {
            const found = all.filter((tag) => tag.name.toLowerCase().includes(words.trim().toLowerCase()));
            if (found.length === 0) return <Nothing text={t("tags.noMatch")} />;
            return [...new Set(found.map((tag) => tag.group))].map((group) => (
              <section key={group}>
                <h3>{group}</h3>
                <div className="sb-chips">
                  {found
                    .filter((tag) => tag.group === group)
                    .map((tag) => {
                      const on = carried.includes(tag.id);
                      return (
                        <button key={tag.id} type="button" disabled={busy} aria-pressed={on} className="sb-chip sb-chip-button" onClick={() => onChange(tag.id, !on)}>
                          {tag.name}
                        </button>
                      );
                    })}
                </div>
              </section>
            ));
          }}
        </Answer>
      </div>
    </Popup>
  );
}
