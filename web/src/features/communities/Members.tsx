import { Button, Flex, Input, Table, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useMembers, type Member } from "./api";

/** Who is in a group, or who went; page by page. */
export function Members({ chatId, there }: { chatId: string; there: boolean }) {
  const { t } = useTranslation("communities");
  const [search, setSearch] = useState("");
  const [pages, setPages] = useState<string[]>([]);
  const cursor = pages.at(-1);
  const query = useMembers(useBrand().code, chatId, { there, search, ...(cursor ? { cursor } : {}) });
  const look = (words: string) => {
    setSearch(words.trim());
    setPages([]);
  };
  return (
    <div className="siyu-stack">
      <Input.Search allowClear aria-label={t("member.search")} placeholder={t("member.search")} onSearch={look} style={{ maxWidth: 280 }} />
      <Loaded query={query}>
        {(page) => (
          <>
            <People rows={page.items} there={there} />
            {(page.next_cursor || pages.length > 0) && (
              <Flex gap={8} justify="flex-end">
                <Button disabled={pages.length === 0} onClick={() => setPages(pages.slice(0, -1))}>
                  {t("ui:list.previous")}
                </Button>
                <Button disabled={!page.next_cursor} onClick={() => page.next_cursor && setPages([...pages, page.next_cursor])}>
                  {t("ui:list.next")}
                </Button>
              </Flex>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function People({ rows, there }: { rows: Member[]; there: boolean }) {
  const { t } = useTranslation("communities");
  return (
    <Table<Member>
      size="small"
      rowKey={(each) => `${each.userid} ${each.joined_at_ms}`}
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={rows}
      locale={{ emptyText: <EmptyState title={t(there ? "member.nobody" : "member.nobodyLeft")} /> }}
      columns={[
        { key: "name", title: t("member.name"), render: (_, each) => <Who member={each} /> },
        { key: "way", title: t("scene.way"), render: (_, each) => <Way member={each} /> },
        { key: "joined", title: t("member.joined"), render: (_, each) => <TimeText atMs={each.joined_at_ms || null} as="time" /> },
        ...(there
          ? []
          : [
              { key: "left", title: t("member.left"), render: (_: unknown, each: Member) => <TimeText atMs={each.left_at_ms} as="time" /> },
              { key: "how", title: t("member.how"), render: (_: unknown, each: Member) => t(`quit.${each.quit_scene}`) },
            ]),
      ]}
    />
  );
}

function Who({ member }: { member: Member }) {
  const { t } = useTranslation("communities");
  const brand = useBrand();
  const name = member.name || t("member.unnamed");
  if (!member.is_customer) return <span>{name} <Tag color="blue">{t("member.staff")}</Tag></span>;
  return member.customer_id ? <Link to={paths.customer(brand.code, member.customer_id)}>{name}</Link> : <span>{name}</span>;
}

function Way({ member }: { member: Member }) {
  const { t } = useTranslation("communities");
  const by = member.code || member.inviter_name;
  return <span>{t(`scene.${member.scene}`)}{by && <span className="siyu-quiet"> · {by}</span>}</span>;
}
