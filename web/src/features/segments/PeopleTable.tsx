import { Flex, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { ListTable, type Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import type { ListState } from "@/ui/useList";
import type { Person } from "./api";

const TAGS_SHOWN = 3;

/** People, newest first; a row opens the person. */
export function PeopleTable({ list, empty }: { list: ListState<Person>; empty: string }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const total = list.query.data?.total;
  return (
    <Flex vertical gap={8}>
      {typeof total === "number" && (
        <Typography.Text type="secondary">{t("ui:list.total", { count: total, shown: formatNumber(total) })}</Typography.Text>
      )}
      <ListTable
        list={list}
        columns={useColumns()}
        rowKey={(person) => person.id}
        rowPath={(person) => paths.customer(brand.code, person.id)}
        empty={<EmptyState title={empty} />}
      />
    </Flex>
  );
}

function useColumns(): Column<Person>[] {
  const { t } = useTranslation("segments");
  return [
    { key: "name", title: t("person.name"), phone: "title", render: (each) => each.name || t("unnamed") },
    { key: "phone", title: t("person.phone"), phone: "corner", render: (each) => <span className="siyu-number">{each.phone || "—"}</span> },
    {
      key: "tags",
      title: t("person.tags"),
      render: (each) => (
        <Flex gap={4} wrap>
          {each.tags.slice(0, TAGS_SHOWN).map((tag) => <Tag key={tag}>{tag}</Tag>)}
          {each.tags.length > TAGS_SHOWN && <Tag>+{each.tags.length - TAGS_SHOWN}</Tag>}
          {each.tags.length === 0 && "—"}
        </Flex>
      ),
    },
    { key: "unit", title: t("person.unit"), render: (each) => each.org_unit ?? "—" },
    { key: "created", title: t("person.created"), render: (each) => <TimeText atMs={each.created_at_ms} as="time" /> },
  ];
}
