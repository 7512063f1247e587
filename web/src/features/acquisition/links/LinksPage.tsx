import { PlusOutlined, ReloadOutlined } from "@ant-design/icons";
import { Badge, Flex, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatPeople } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { listLinks, useReadNow, type AcquisitionLink } from "./api";
import { LinkLost } from "./LinkFigures";
import { LinkForm } from "./LinkForm";
import { QuotaBar } from "./QuotaBar";

/** Every acquisition link, who answers it and what it brought; the quota above. */
export function LinksPage() {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [adding, setAdding] = useState(false);
  const notify = useNotify();
  const read = useReadNow(brand.code);
  const list = useList<AcquisitionLink>({ key: [brand.code, "links", "list"], load: (query) => listLinks(brand.code, query) });
  const create = (
    <RightButton needs="acquisition.write" type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("links.list.new")}
    </RightButton>
  );
  const again = (
    <RightButton needs="acquisition.write" icon={<ReloadOutlined />} loading={read.isPending} onClick={() => read.mutate(undefined, { onSuccess: () => notify.done(t("links.list.reading")), onError: notify.failed })}>
      {t("links.list.read")}
    </RightButton>
  );
  return (
    <>
      <ListPage
        title={t("links.list.title")}
        purpose={t("links.list.purpose")}
        actions={
          <Flex gap={8} wrap>
            {again}
            {create}
          </Flex>
        }
        banner={<QuotaBar />}
        list={list}
        columns={useColumns()}
        rowKey={(each) => each.id}
        rowPath={(each) => paths.acquisitionLink(brand.code, each.id)}
        searchPlaceholder={t("links.list.search")}
        empty={<EmptyState title={t("links.list.empty")} hint={t("links.list.emptyHint")} action={create} />}
      />
      {adding && <LinkForm link={null} onClose={() => setAdding(false)} />}
    </>
  );
}

function useColumns(): Column<AcquisitionLink>[] {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  return [
    { key: "name", title: t("links.field.name"), phone: "title", render: (each) => <Link to={paths.acquisitionLink(brand.code, each.id)}>{each.name}</Link> },
    { key: "who", title: t("links.field.who"), phone: "hide", render: (each) => <Answering link={each} /> },
    { key: "clicks", title: t("links.field.clicks"), align: "right", phone: "hide", render: (each) => <span className="siyu-number">{formatPeople(each.recent.clicks)}</span> },
    { key: "came", title: t("links.field.came"), align: "right", phone: "corner", render: (each) => <span className="siyu-number">{formatPeople(each.recent.came)}</span> },
    { key: "lost", title: t("links.field.lost"), align: "right", phone: "hide", render: (each) => <LinkLost link={each.id} count={each.recent.lost} asked={{}} /> },
    { key: "state", title: t("links.field.state"), render: (each) => <LinkState link={each} /> },
  ];
}

/** Who answers a link, by name; departments after the people. */
export function Answering({ link }: { link: AcquisitionLink }) {
  const { t } = useTranslation("acquisition");
  const names = [...link.people.map((each) => each.name), ...link.units.map((name) => t("links.field.unit", { name }))];
  if (names.length === 0) return <span className="siyu-quiet">{t("links.field.nobody")}</span>;
  return <span>{names.length > 3 ? t("links.field.andMore", { names: names.slice(0, 3).join(t("links.and")), count: names.length }) : names.join(t("links.and"))}</span>;
}

const BADGE = { new: "processing", ready: "success", asking: "processing", refused: "error", closed: "default" } as const;

/** As it should be at WeCom, on its way, refused with the reason, or closed. */
export function LinkState({ link }: { link: AcquisitionLink }) {
  const { t } = useTranslation("acquisition");
  const state = link.status === "closed" ? "closed" : link.sync;
  return (
    <Tooltip title={link.error}>
      <Badge status={BADGE[state]} text={t(`links.sync.${state}`)} />
    </Tooltip>
  );
}
