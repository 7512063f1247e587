import { Button, Select } from "antd";
import { useState, type Key } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatPeople } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { SaveAsSegment } from "@/ui/PeopleLink";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { usePhone } from "@/ui/usePhone";
import { useUrlState } from "@/ui/useUrlState";
import { listCustomers, useTagGroups, type Customer, type CustomerFilters } from "./api";
import { BatchTags } from "./BatchTags";
import { TagChips } from "./TagChips";

export function CustomersPage() {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const [search] = useSearchParams();
  const number = (name: string) => (search.get(name) ? { [name]: Number(search.get(name)) } : {});
  const filters: CustomerFilters = { ...number("tag"), ...number("segment") };
  const [selected, setSelected] = useState<Key[]>([]);
  const mayTag = brand.can["customers.write"] === true;
  const list = useList<Customer>({
    key: [brand.code, "customers"],
    filters: { tag: search.get("tag") ?? undefined, segment: search.get("segment") ?? undefined },
    load: (query) => listCustomers(brand.code, query, filters),
  });
  return (
    <ListPage
      title={t("list.title")}
      purpose={t("list.purpose")}
      list={list}
      columns={useColumns()}
      rowKey={(customer) => customer.id}
      rowPath={(customer) => paths.customer(brand.code, customer.id)}
      searchPlaceholder={t("list.search")}
      totalText={(total) => t("list.total", { people: formatPeople(total) })}
      filters={<TagFilter />}
      {...(mayTag && {
        selection: { keys: selected, onChange: setSelected },
        batch: <BatchTags selected={selected} onDone={() => setSelected([])} />,
      })}
      empty={
        <EmptyState
          title={t("list.empty")}
          hint={t("list.emptyHint")}
          action={
            <Link to={paths.importNew(brand.code)}>
              <Button type="primary">{t("list.import")}</Button>
            </Link>
          }
        />
      }
    />
  );
}

function useColumns(): Column<Customer>[] {
  const { t } = useTranslation("customers");
  const phone = usePhone();
  return [
    { key: "name", title: t("field.name"), phone: "title", render: (each) => each.name || t("unnamed") },
    { key: "phone", title: t("field.phone"), phone: "corner", render: (each) => <span className="siyu-number">{each.phone || "—"}</span> },
    { key: "tags", title: t("field.tags"), render: (each) => <TagChips tags={each.tags} max={phone ? 2 : 3} /> },
    { key: "unit", title: t("field.unit"), render: (each) => each.org_unit ?? "—" },
    { key: "advisor", title: t("field.advisor"), render: (each) => each.advisor ?? "—" },
    { key: "created", title: t("field.created"), render: (each) => <TimeText atMs={each.created_at_ms} as="time" /> },
  ];
}

function TagFilter() {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const groups = useTagGroups(brand.code);
  const [tag, setTag] = useUrlState("tag");
  const chosen = groups.data?.flatMap((group) => group.tags).find((each) => String(each.id) === tag);
  return (
    <>
      <Select
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        className="siyu-filter"
        placeholder={t("list.byTag")}
        aria-label={t("list.byTag")}
        value={tag || null}
        onChange={setTag}
        loading={groups.isLoading}
        options={(groups.data ?? []).map((group) => ({
          label: group.name,
          options: group.tags.map((each) => ({ value: String(each.id), label: each.name })),
        }))}
      />
      {chosen && <SaveAsSegment rule={{ tag: chosen.name }}>{t("rule.save")}</SaveAsSegment>}
    </>
  );
}
