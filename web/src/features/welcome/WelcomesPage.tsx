import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Flex, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { RightButton } from "@/ui/RightButton";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { listRules, useDeleteRule, type Rule } from "./api";
import { Outcomes } from "./Outcomes";
import { RuleDrawer } from "./RuleDrawer";
import { sentence } from "./words";

const RIGHT = "outreach.write";

/** What new friends are greeted with, the first fitting rule first, and what became of the welcomes. */
export function WelcomesPage() {
  const { t } = useTranslation("welcome");
  const brand = useBrand();
  const [open, setOpen] = useState<Rule | "new" | null>(null);
  const list = useList<Rule>({ key: [brand.code, "welcome-rules"], load: () => listRules(brand.code) });
  const add = (
    <RightButton needs={RIGHT} type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>
      {t("new")}
    </RightButton>
  );
  return (
    <>
      <ListPage
        title={t("title")}
        purpose={t("purpose")}
        actions={add}
        banner={<Outcomes rules={list.query.data?.items ?? []} />}
        list={list}
        columns={useColumns(setOpen)}
        rowKey={(each) => each.id}
        empty={<EmptyState title={t("empty")} hint={t("emptyHint")} action={add} />}
      />
      {open && <RuleDrawer rule={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}

function useColumns(onEdit: (rule: Rule) => void): Column<Rule>[] {
  const { t } = useTranslation("welcome");
  return [
    { key: "name", title: t("field.name"), phone: "title", render: (each) => each.name },
    { key: "who", title: t("field.who"), render: (each) => sentence(t, each) },
    { key: "text", title: t("field.text"), render: (each) => <Said rule={each} /> },
    {
      key: "state",
      title: t("field.state"),
      phone: "corner",
      render: (each) => <Tag color={each.enabled ? "success" : "default"}>{each.enabled ? t("on") : t("off")}</Tag>,
    },
    { key: "position", title: t("field.position"), align: "right", phone: "hide", render: (each) => each.position },
    { key: "actions", title: "", render: (each) => <Actions rule={each} onEdit={onEdit} /> },
  ];
}

function Said({ rule }: { rule: Rule }) {
  const { t } = useTranslation("welcome");
  const more = rule.attachments.length;
  return (
    <span>
      <span className="siyu-text">{rule.text}</span>
      {more > 0 && <span className="siyu-quiet"> {t("attachments", { count: more })}</span>}
    </span>
  );
}

function Actions({ rule, onEdit }: { rule: Rule; onEdit: (rule: Rule) => void }) {
  const { t } = useTranslation("welcome");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const remove = useDeleteRule(brand.code);
  const mayWrite = brand.can[RIGHT] === true;
  if (rule.source !== "manual") return <span className="siyu-quiet">{t("keptByCode")}</span>;
  const ask = () =>
    modal.confirm({
      title: t("deleteTitle", { name: rule.name }),
      content: t("deleteHint"),
      okText: t("delete"),
      cancelText: t("ui:cancel"),
      onOk: () => remove.mutateAsync(rule.id).catch(notify.failed),
    });
  return (
    <Flex gap={8}>
      <Button type="link" size="small" disabled={!mayWrite} onClick={() => onEdit(rule)}>
        {t("edit")}
      </Button>
      <Button type="link" danger size="small" disabled={!mayWrite} onClick={ask}>
        {t("delete")}
      </Button>
    </Flex>
  );
}
