import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useName } from "../people";

/** The chosen staff by name, each with a way out. */
export function PickedPeople({ ids, onRemove }: { ids: number[]; onRemove: (id: number) => void }) {
  const { t } = useTranslation("acquisition");
  const name = useName();
  if (ids.length === 0) return <span className="siyu-quiet">{t("links.form.nobodyYet")}</span>;
  return (
    <div className="links-people">
      {ids.map((id) => (
        <Tag key={id} closable={{ "aria-label": t("people.remove", { name: name(id) }) }} onClose={() => onRemove(id)}>
          {name(id)}
        </Tag>
      ))}
    </div>
  );
}
