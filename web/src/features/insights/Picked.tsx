import { Flex } from "antd";
import { useTranslation } from "react-i18next";
import { PeopleLink, SaveAsSegment } from "@/ui/PeopleLink";

export interface Picked {
  label: string;
  people: number;
  rule: unknown;
}

/** The people behind the part of a picture that was clicked, and what to do with them. */
export function PickedPeople({ picked, hint }: { picked: Picked | null; hint: string }) {
  const { t } = useTranslation("insights");
  if (!picked) return <span className="siyu-quiet">{hint}</span>;
  return (
    <Flex gap={12} wrap align="center" className="ins-picked">
      <strong>{picked.label}</strong>
      <PeopleLink count={picked.people} rule={picked.rule} />
      {picked.people > 0 && <SaveAsSegment rule={picked.rule}>{t("save")}</SaveAsSegment>}
    </Flex>
  );
}
