import { PlusOutlined } from "@ant-design/icons";
import { Badge, Button, Select, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { typeset } from "@/i18n/typeset";
import { EmptyState } from "@/ui/EmptyState";
import { formatPeople } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listJourneys, useNames, type Journey, type JourneyState } from "./api";
import { toGraph } from "./graph";
import "./journeys.css";
import { storyOf } from "./words";

const STATES: JourneyState[] = ["draft", "live", "paused"];
const REFRESH_MS = 15_000;

export function JourneysPage() {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const [state, setState] = useUrlState("state");
  const list = useList<Journey>({
    key: [brand.code, "journeys", "list"],
    filters: { state: state || undefined },
    load: (query) => listJourneys(brand.code, { ...query, ...(state ? { state } : {}) }),
    refetchMs: REFRESH_MS,
  });
  const mayWrite = brand.can["journeys.write"] === true;
  const create = (
    <Tooltip title={mayWrite ? "" : t("ui:reason.noRight")}>
      <Link to={mayWrite ? paths.journeyNew(brand.code) : "#"}>
        <Button type="primary" icon={<PlusOutlined />} disabled={!mayWrite}>
          {t("list.new")}
        </Button>
      </Link>
    </Tooltip>
  );
  return (
    <ListPage
      title={t("list.title")}
      purpose={t("list.purpose")}
      actions={create}
      list={list}
      columns={useColumns()}
      rowKey={(each) => each.id}
      rowPath={(each) => paths.journey(brand.code, each.id)}
      searchPlaceholder={t("list.search")}
      filters={
        <Select
          allowClear
          className="siyu-filter"
          placeholder={t("list.byState")}
          aria-label={t("list.byState")}
          value={state || null}
          onChange={setState}
          options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
        />
      }
      empty={<EmptyState title={t("list.empty")} hint={t("list.emptyHint")} action={create} />}
    />
  );
}

function useColumns(): Column<Journey>[] {
  const { t, i18n } = useTranslation("journeys");
  const names = useNames(useBrand().code).data;
  const told = (each: Journey) => (i18n.resolvedLanguage === "en" ? storyOf(toGraph(each.draft), names, t) : typeset(each.sentence || "—"));
  const people = (count: number | null | undefined) => <span className="siyu-number">{typeof count === "number" ? formatPeople(count) : "—"}</span>;
  return [
    { key: "name", title: t("field.name"), phone: "title", render: (each) => each.name },
    { key: "state", title: t("field.state"), phone: "corner", render: (each) => <StateBadge state={each.state} /> },
    { key: "sentence", title: t("field.sentence"), render: (each) => <span className="jny-sentence">{told(each)}</span> },
    { key: "entered", title: t("field.entered"), align: "right", render: (each) => people(each.entered) },
    { key: "inFlight", title: t("field.inFlight"), align: "right", render: (each) => people(each.in_flight) },
    { key: "exited", title: t("field.exited"), align: "right", render: (each) => people(each.exited) },
    { key: "updated", title: t("field.updated"), phone: "hide", render: (each) => <TimeText atMs={each.updated_at_ms} /> },
  ];
}

const STATUS = { draft: "default", live: "success", paused: "warning" } as const;

export function StateBadge({ state }: { state: JourneyState }) {
  const { t } = useTranslation("journeys");
  return <Badge status={STATUS[state]} text={t(`state.${state}`)} />;
}
