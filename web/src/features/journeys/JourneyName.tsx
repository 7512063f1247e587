import { EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { NameModal } from "@/ui/NameModal";
import { useSaveDraft, type Journey } from "./api";

/** The journey's name, to be changed where it stands. */
export function JourneyName({ journey }: { journey: Journey }) {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const queries = useQueryClient();
  const [editing, setEditing] = useState(false);
  const save = useSaveDraft(brand.code, journey.id);
  const rename = async (name: string) => {
    await save.mutateAsync({ name });
    await queries.invalidateQueries({ queryKey: [brand.code, "journeys"] });
  };
  return (
    <>
      {journey.name}
      {brand.can["journeys.write"] === true && <Button type="text" size="small" icon={<EditOutlined />} aria-label={t("edit.rename")} onClick={() => setEditing(true)} />}
      {editing && (
        <NameModal title={t("edit.rename")} label={t("field.name")} initial={journey.name} busy={save.isPending} onClose={() => setEditing(false)} onSubmit={rename} />
      )}
    </>
  );
}
