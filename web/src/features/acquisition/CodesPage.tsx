import { PlusOutlined } from "@ant-design/icons";
import { Badge, Button, Flex, Select, Tooltip } from "antd";
import { useState, type Key } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatPeople } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import "./acquisition.css";
import { listCodes, type CodeFilters, type LiveCode } from "./api";
import { CodeLost } from "./Figures";
import { PosterDialog } from "./PosterEditor";

const STATUSES = ["open", "closed"] as const;
const SORTS = ["newest", "updated", "name"] as const;
const ZIP_MAX = 200;

/** Every live code, who answers it now and what it brought. */
export function CodesPage() {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [keys, setKeys] = useState<Key[]>([]);
  const [printing, setPrinting] = useState(false);
  const filters = readFilters(search);
  const list = useList<LiveCode>({
    key: [brand.code, "live-codes", "list"],
    filters: { status: filters.status, sort: filters.sort },
    load: (query) => listCodes(brand.code, query, filters),
  });
  const create = (
    <Flex gap={8} wrap>
      <RightButton needs="acquisition.write" onClick={() => void navigate(paths.liveCodesBulk(brand.code))}>
        {t("list.bulk")}
      </RightButton>
      <RightButton needs="acquisition.write" type="primary" icon={<PlusOutlined />} onClick={() => void navigate(paths.liveCodeNew(brand.code))}>
        {t("list.new")}
      </RightButton>
    </Flex>
  );
  return (
    <>
      <ListPage
        title={t("list.title")}
        purpose={t("list.purpose")}
        actions={create}
        list={list}
        columns={useColumns()}
        rowKey={(each) => each.id}
        rowPath={(each) => paths.liveCode(brand.code, each.id)}
        searchPlaceholder={t("list.search")}
        filters={
          <>
            <Filters />
            <Button onClick={() => setKeys((list.query.data?.items ?? []).map((each) => each.id))}>{t("list.selectPage")}</Button>
          </>
        }
        selection={{ keys, onChange: setKeys }}
        batch={
          <Button disabled={keys.length > ZIP_MAX} onClick={() => setPrinting(true)}>
            {t("list.posters")}
          </Button>
        }
        empty={<EmptyState title={t("list.empty")} hint={t("list.emptyHint")} action={create} />}
      />
      {printing && <PosterDialog codes={keys.map(Number)} onClose={() => setPrinting(false)} />}
    </>
  );
}

function readFilters(search: URLSearchParams): CodeFilters {
  const status = STATUSES.find((each) => each === search.get("status"));
  const sort = SORTS.find((each) => each === search.get("sort"));
  return { ...(status ? { status } : {}), ...(sort ? { sort } : {}) };
}

function Filters() {
  const { t } = useTranslation("acquisition");
  const [status, setStatus] = useUrlState("status");
  const [sort, setSort] = useUrlState("sort");
  return (
    <>
      <Select allowClear aria-label={t("list.status")} placeholder={t("list.status")} value={status || null} options={STATUSES.map((each) => ({ value: each, label: t(`status.${each}`) }))} onChange={setStatus} />
      <Select aria-label={t("list.sort")} value={sort || "newest"} options={SORTS.map((each) => ({ value: each, label: t(`sort.${each}`) }))} onChange={setSort} />
    </>
  );
}

function useColumns(): Column<LiveCode>[] {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  return [
    { key: "name", title: t("field.name"), phone: "title", render: (each) => <Link to={paths.liveCode(brand.code, each.id)}>{each.name}</Link> },
    { key: "now", title: t("field.now"), render: (each) => <AnsweringNow code={each} /> },
    { key: "sentence", title: t("field.sentence"), phone: "hide", render: (each) => <span className="acq-sentence" title={each.sentence}>{each.sentence}</span> },
    { key: "added", title: t("field.added"), align: "right", phone: "corner", render: (each) => <span className="siyu-number">{formatPeople(each.added_30d)}</span> },
    { key: "lost", title: t("field.lost"), align: "right", phone: "hide", render: (each) => <CodeLost code={each.id} count={each.lost_30d} asked={{}} /> },
    { key: "state", title: t("field.state"), render: (each) => <CodeState code={each} /> },
  ];
}

export function AnsweringNow({ code }: { code: LiveCode }) {
  const { t } = useTranslation("acquisition");
  const names = new Map(code.people.map((each) => [each.id, each.name]));
  if (code.status === "closed" || !code.answer) return <span className="siyu-quiet">{t("field.nobody")}</span>;
  const all = code.answer.staff_ids.map((id) => names.get(id) ?? `#${id}`);
  const shown = all.length > 3 ? t("field.andMore", { names: all.slice(0, 3).join(t("and")), count: all.length }) : all.join(t("and"));
  return <Tooltip title={code.answer.reason_words}>{shown}</Tooltip>;
}

/** Open and equal at WeCom, on its way, or refused with the reason. */
export function CodeState({ code }: { code: LiveCode }) {
  const { t } = useTranslation("acquisition");
  const refused = code.placements.find((each) => each.sync === "refused");
  if (code.status === "closed") return <Badge status="default" text={t("status.closed")} />;
  if (refused) {
    return (
      <Tooltip title={refused.error}>
        <Badge status="error" text={t("sync.refused")} />
      </Tooltip>
    );
  }
  const ready = code.placements.every((each) => each.sync === "ready");
  return <Badge status={ready ? "success" : "processing"} text={t(ready ? "status.open" : "sync.asking")} />;
}
