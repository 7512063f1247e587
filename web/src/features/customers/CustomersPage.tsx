import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { Money } from "@/ui/Money";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listCustomers, useTagGroups, type Customer } from "./api";
import { RuleBanner } from "./RuleBanner";
import { TagChips } from "./TagChips";

export function CustomersPage() {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const [search] = useSearchParams();
  const filters = {
    tag: search.get("tag") ?? undefined,
    segment: search.get("segment") ?? undefined,
    rule: search.get("rule") ?? undefined,
  };
  const list = useList<Customer>({
    key: [brand.code, "customers"],
    filters,
    load: (query) => listCustomers(brand.code, query),
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
      filters={<TagFilter />}
      banner={filters.rule && <RuleBanner />}
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
  return [
    { key: "name", title: t("field.name"), phone: "title", render: (each) => each.name ?? t("unnamed") },
    { key: "phone", title: t("field.phone"), phone: "corner", render: (each) => <span className="siyu-number">{each.phone_masked ?? "—"}</span> },
    { key: "tags", title: t("field.tags"), render: (each) => <TagChips tags={each.tags} max={3} /> },
    { key: "orders", title: t("field.orders"), align: "right", render: (each) => each.orders },
    { key: "amount", title: t("field.amount"), align: "right", render: (each) => <Money fen={each.amount_fen} /> },
    { key: "last", title: t("field.lastOrder"), render: (each) => <TimeText atMs={each.last_order_at_ms} /> },
    { key: "created", title: t("field.created"), phone: "hide", render: (each) => <TimeText atMs={each.created_at_ms} as="time" /> },
  ];
}

function TagFilter() {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const groups = useTagGroups(brand.code);
  const [tag, setTag] = useUrlState("tag");
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      className="siyu-filter"
      placeholder={t("list.byTag")}
      aria-label={t("list.byTag")}
      value={tag || null}
      onChange={setTag}
      loading={groups.isLoading}
      options={(groups.data?.items ?? []).map((group) => ({
        label: group.name,
        options: group.tags.map((each) => ({ value: String(each.id), label: each.name })),
      }))}
    />
  );
}
