import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListTable, type Column } from "@/ui/ListTable";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listMembers, type Member } from "./api";

/** Who stands at a step now; a click lights up the way this person came. */
export function PeopleAtStep({ journeyId, node }: { journeyId: number; node: string }) {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const [, setPerson] = useUrlState("person");
  const list = useList<Member>({
    key: [brand.code, "journeys", journeyId, "members", node],
    load: (query) => listMembers(brand.code, journeyId, node, query),
  });
  const columns: Column<Member>[] = [
    { key: "name", title: t("people.name"), phone: "title", render: (each) => each.name || `#${each.customer_id}` },
    { key: "since", title: t("people.entered"), render: (each) => <TimeText atMs={each.entered_at_ms} /> },
    { key: "due", title: t("people.due"), render: (each) => (each.state === "parked" ? t("people.parked") : <TimeText atMs={each.due_at_ms} />) },
  ];
  return (
    <ListTable
      list={list}
      columns={columns}
      rowKey={(each) => each.entry_id}
      onRow={(each) => setPerson(String(each.customer_id))}
      empty={<EmptyState title={t("people.nobody")} />}
    />
  );
}
