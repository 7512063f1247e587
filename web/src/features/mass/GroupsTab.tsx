import { Flex, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListTable, type Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listGroups, type GroupResult, type Mass, type Outcome } from "./api";
import { OUTCOMES } from "./words";

/** The groups behind the figures. */
export function GroupsTab({ mass }: { mass: Mass }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const [value, setOutcome] = useUrlState("outcome");
  const outcome = value as Outcome | "";
  const list = useList<GroupResult>({
    key: [brand.code, "mass", mass.id, "groups"],
    filters: { outcome: outcome || undefined },
    load: (query) => listGroups(brand.code, mass.id, query, outcome),
  });
  const choices = OUTCOMES.filter((each) => (mass.progress.people[each] ?? 0) > 0).map((each) => ({ value: each, label: t(`groupOutcome.${each}`) }));
  return (
    <div className="siyu-stack">
      <Flex gap={8} wrap>
        <Select allowClear className="siyu-filter" aria-label={t("people.filter")} placeholder={t("people.filter")} value={outcome || null} options={choices} onChange={setOutcome} />
      </Flex>
      <ListTable list={list} columns={useColumns()} rowKey={(each) => each.id} empty={<EmptyState title={t("groups.empty")} hint={t("none.hint")} />} />
    </div>
  );
}

function useColumns(): Column<GroupResult>[] {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  return [
    { key: "name", title: t("field.group"), phone: "title", render: (each) => <Link to={paths.group(brand.code, each.chat_id)}>{each.name || t("unnamedGroup")}</Link> },
    { key: "owner", title: t("field.owner"), render: (each) => each.owner_name || each.owner || "—" },
    { key: "outcome", title: t("field.outcome"), phone: "corner", render: (each) => t(`groupOutcome.${each.outcome}`) },
    { key: "when", title: t("field.updated"), render: (each) => <TimeText atMs={each.updated_at_ms} /> },
  ];
}
