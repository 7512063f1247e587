import { Button, Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listMessages, useJourneyNames, type Message, type MessageFilters } from "./api";
import { MessageState, STATES } from "./MessageState";
import { useReason } from "./useReason";

const CHANNELS = ["wecom", "webhook"];

/** Every message that was planned, and where it stands. */
export function MessagesPage() {
  const { t } = useTranslation("outreach");
  const brand = useBrand();
  const [search] = useSearchParams();
  const filters = readFilters(search);
  const list = useList<Message>({
    key: [brand.code, "messages"],
    filters: Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)])),
    load: (query) => listMessages(brand.code, query, filters),
  });
  return (
    <ListPage
      title={t("messages.title")}
      purpose={t("messages.purpose")}
      list={list}
      columns={useColumns()}
      rowKey={(each) => each.id}
      filters={
        <>
          <Filter name="state" options={STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))} />
          <Filter name="channel" options={CHANNELS.map((channel) => ({ value: channel, label: t(`channel.${channel}`) }))} />
          {filters.customer !== undefined && <Narrowed name="customer" />}
          {filters.journey !== undefined && <Narrowed name="journey" />}
        </>
      }
      empty={<EmptyState title={t("messages.empty")} hint={t("messages.emptyHint")} action={<Link to={paths.journeys(brand.code)}><Button type="primary">{t("messages.journeys")}</Button></Link>} />}
    />
  );
}

function readFilters(search: URLSearchParams): MessageFilters {
  const text = (name: "state" | "channel") => (search.get(name) ? { [name]: search.get(name) ?? "" } : {});
  const number = (name: "customer" | "journey") => (Number(search.get(name)) > 0 ? { [name]: Number(search.get(name)) } : {});
  return { ...text("state"), ...text("channel"), ...number("customer"), ...number("journey") };
}

function useColumns(): Column<Message>[] {
  const { t } = useTranslation("outreach");
  const brand = useBrand();
  const reason = useReason();
  return [
    {
      key: "customer",
      title: t("field.customer"),
      phone: "title",
      render: (each) => <Link to={paths.customer(brand.code, each.customer_id)}>{each.customer || t("unnamed")}</Link>,
    },
    { key: "text", title: t("field.text"), render: (each) => <span className="siyu-text">{each.text}</span> },
    { key: "channel", title: t("field.channel"), render: (each) => t(`channel.${each.channel}`, { defaultValue: each.channel }) },
    { key: "state", title: t("field.state"), phone: "corner", render: (each) => <MessageState state={each.state} /> },
    { key: "reason", title: t("field.reason"), render: (each) => reason(each.reason) },
    { key: "origin", title: t("field.origin"), phone: "hide", render: (each) => <Origin message={each} /> },
    { key: "updated", title: t("field.updated"), render: (each) => <TimeText atMs={each.updated_at_ms} /> },
  ];
}

function Origin({ message }: { message: Message }) {
  const { t } = useTranslation("outreach");
  const brand = useBrand();
  const names = useJourneyNames(brand.code, brand.can["journeys.read"] === true).data;
  if (message.origin.kind === "mass") return <Link to={paths.mass(brand.code, message.origin.id)}>{t("origin.mass", { id: message.origin.id })}</Link>;
  if (message.origin.kind !== "journey") return <span>{t(`origin.${message.origin.kind}`, { defaultValue: message.origin.kind })}</span>;
  return <Link to={paths.journey(brand.code, message.origin.id)}>{names?.get(message.origin.id) ?? t("origin.journey")}</Link>;
}

function Filter({ name, options }: { name: "state" | "channel"; options: { value: string; label: string }[] }) {
  const { t } = useTranslation("outreach");
  const [value, setValue] = useUrlState(name);
  const label = t(`messages.by_${name}`);
  return <Select allowClear className="siyu-filter" placeholder={label} aria-label={label} value={value || null} onChange={setValue} options={options} />;
}

function Narrowed({ name }: { name: "customer" | "journey" }) {
  const { t } = useTranslation("outreach");
  const [, set] = useUrlState(name);
  return (
    <Tag closable onClose={() => set(null)}>
      {t(`messages.one_${name}`)}
    </Tag>
  );
}
