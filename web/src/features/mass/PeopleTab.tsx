import { Button, Flex, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListTable, type Column } from "@/ui/ListTable";
import { NameModal } from "@/ui/NameModal";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { csvPath, listPeople, useKeepPeople, type Mass, type Outcome, type Person } from "./api";
import { OUTCOMES } from "./words";

/** The people behind the figures, and what to do with them. */
export function PeopleTab({ mass }: { mass: Mass }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const [value, setOutcome] = useUrlState("outcome");
  const outcome = value as Outcome | "";
  const list = useList<Person>({
    key: [brand.code, "mass", mass.id, "people"],
    filters: { outcome: outcome || undefined },
    load: (query) => listPeople(brand.code, mass.id, query, outcome),
  });
  const choices = OUTCOMES.filter((each) => (mass.progress.people[each] ?? 0) > 0).map((each) => ({ value: each, label: t(`outcome.${each}`) }));
  return (
    <div className="siyu-stack">
      <Flex gap={8} wrap>
        <Select allowClear className="siyu-filter" aria-label={t("people.filter")} placeholder={t("people.filter")} value={outcome || null} options={choices} onChange={setOutcome} />
        {outcome && <Keep mass={mass} outcome={outcome} />}
        <Button href={csvPath(brand.code, mass.id, outcome)}>{t("people.csv")}</Button>
      </Flex>
      <ListTable list={list} columns={useColumns()} rowKey={(each) => each.customer_id} empty={<EmptyState title={t("people.empty")} hint={t("none.hint")} />} />
    </div>
  );
}

function useColumns(): Column<Person>[] {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  return [
    { key: "name", title: t("field.customer"), phone: "title", render: (each) => <Link to={paths.customer(brand.code, each.customer_id)}>{each.name || t("unnamed")}</Link> },
    { key: "phone", title: t("field.phone"), render: (each) => <span className="siyu-number">{each.phone_masked || "—"}</span> },
    { key: "advisor", title: t("field.advisor"), render: (each) => each.advisor_name || each.advisor || "—" },
    { key: "outcome", title: t("field.outcome"), phone: "corner", render: (each) => t(`outcome.${each.outcome}`) },
    { key: "when", title: t("field.updated"), render: (each) => <TimeText atMs={each.updated_at_ms} /> },
  ];
}

/** "把这些人存为人群". */
function Keep({ mass, outcome }: { mass: Mass; outcome: Outcome }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const keep = useKeepPeople(brand.code, mass.id);
  const name = `${mass.name} · ${t(`outcome.${outcome}`)}`.slice(0, 60);
  const submit = (chosen: string) => keep.mutateAsync({ name: chosen, outcome }).then((made) => navigate(paths.segment(brand.code, made.id)));
  return (
    <>
      <RightButton needs="segments.write" onClick={() => setOpen(true)}>
        {t("people.keep")}
      </RightButton>
      {open && <NameModal title={t("people.keep")} label={t("people.segmentName")} initial={name} busy={keep.isPending} onClose={() => setOpen(false)} onSubmit={submit} />}
    </>
  );
}
