import { Flex, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatPeople } from "@/ui/format";
import { ListTable, type Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import type { ListState } from "@/ui/useList";
import { usePhone } from "@/ui/usePhone";
import type { Person } from "./api";


/** People, newest first; a row opens the person. `told`: how many they are is said elsewhere. */
export function PeopleTable({ list, empty, told }: { list: ListState<Person>; empty: string; told?: boolean }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const total = list.query.data?.total;
  return (
    <Flex vertical gap={8}>
      {!told && typeof total === "number" && total > 0 && (
        <Typography.Text type="secondary">{t("people.total", { people: formatPeople(total) })}</Typography.Text>
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
  const shown = usePhone() ? 2 : 3;
  return [
    { key: "name", title: t("person.name"), phone: "title", render: (each) => each.name || t("unnamed") },
    { key: "phone", title: t("person.phone"), phone: "corner", render: (each) => <span className="siyu-number">{each.phone || "—"}</span> },
    {
      key: "tags",
      title: t("person.tags"),
      render: (each) => (
        <Flex gap={4} wrap>
          {each.tags.slice(0, shown).map((tag) => <Tag key={tag}>{tag}</Tag>)}
          {each.tags.length > shown && <Tag>+{each.tags.length - shown}</Tag>}
          {each.tags.length === 0 && "—"}
        </Flex>
      ),
    },
    { key: "unit", title: t("person.unit"), render: (each) => each.org_unit ?? "—" },
    { key: "created", title: t("person.created"), render: (each) => <TimeText atMs={each.created_at_ms} as="time" /> },
  ];
}
