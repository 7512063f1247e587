import { App, Button, Flex, Input, Segmented, Select, Tag } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { ListTable, type Column } from "@/ui/ListTable";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { useUrlState } from "@/ui/useUrlState";
import { listHits, useHitCounts, useSettle, type Hit, type HitState, type Level } from "./api";
import { Marked } from "./Marked";
import { useOpened } from "./useOpened";
import { useTitle } from "./words";

const STATES: HitState[] = ["open", "handled", "ignored"];
const LEVELS: Level[] = ["high", "medium", "low"];
export const LEVEL_COLOURS: Record<Level, string> = { high: "error", medium: "blue", low: "default" };

/** Sensitive words that were said, and what became of them. */
export function HitsTab() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const [state, setState] = useUrlState("state", "open");
  const [level, setLevel] = useUrlState("level");
  const counts = new Map(useHitCounts(brand.code).data?.map((each) => [each.state, each.hits]));
  const list = useList<Hit>({
    key: [brand.code, "archive", "hits", "list"],
    filters: { state, level: level || undefined },
    load: (query) => listHits(brand.code, query, state, level),
  });
  const labels = STATES.map((value) => ({ value, label: t("hits.count", { state: t(`state.${value}`), hits: formatNumber(counts.get(value) ?? 0) }) }));
  return (
    <div className="siyu-stack">
      <Flex gap={8} wrap>
        <Segmented value={state} onChange={setState} options={labels} aria-label={t("hits.state")} />
        <Select
          allowClear
          className="siyu-filter"
          aria-label={t("hits.level")}
          placeholder={t("hits.anyLevel")}
          value={level || null}
          onChange={setLevel}
          options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
        />
      </Flex>
      <ListTable list={list} columns={useColumns()} rowKey={(each) => each.id} empty={<EmptyState title={t("hits.empty")} hint={t("hits.emptyHint")} />} />
    </div>
  );
}

function useColumns(): Column<Hit>[] {
  const { t } = useTranslation("archive");
  const title = useTitle();
  return [
    { key: "word", title: t("hits.word"), phone: "title", render: (each) => <Tag color={LEVEL_COLOURS[each.level]}>{each.word}</Tag> },
    { key: "text", title: t("hits.text"), render: (each) => <span className="arc-hit"><Marked text={each.text} words={[each.word]} /></span> },
    { key: "who", title: t("hits.who"), render: (each) => `${t(`side.${each.side}`)} · ${each.name || t("talks.unnamed")}` },
    { key: "talk", title: t("hits.talk"), render: (each) => <OpenTalk hit={each} title={title(each.talk)} /> },
    { key: "at", title: t("hits.at"), phone: "corner", render: (each) => <TimeText atMs={each.at_ms} /> },
    { key: "what", title: t("hits.settle"), render: (each) => <Settle hit={each} /> },
  ];
}

function OpenTalk({ hit, title }: { hit: Hit; title: string }) {
  const { open } = useOpened();
  return (
    <Button type="link" size="small" className="arc-link" onClick={() => open(hit.talk.id, hit.message_id, "")}>
      {title}
    </Button>
  );
}

function Settle({ hit }: { hit: Hit }) {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const settle = useSettle(brand.code);
  const note = useRef("");
  const send = (state: HitState) =>
    settle.mutateAsync({ ids: [hit.id], state, note: note.current }).then(() => notify.done(t(`done.${state}`)), (error: unknown) => notify.failed(error));
  const ask = (state: HitState) =>
    modal.confirm({
      title: t(`ask.${state}`),
      content: <Input.TextArea rows={3} maxLength={500} aria-label={t("hits.note")} placeholder={t("hits.noteHint")} onChange={(event) => (note.current = event.target.value)} />,
      okText: t(`act.${state}`),
      cancelText: t("ui:cancel"),
      onOk: () => send(state),
    });
  if (hit.state !== "open") {
    return (
      <Flex vertical>
        <span>{t("hits.settledBy", { who: hit.settled_by, note: hit.note || t("hits.noNote") })}</span>
        <RightButton needs="archive.write" type="link" size="small" style={{ padding: 0, alignSelf: "flex-start" }} onClick={() => void send("open")}>
          {t("act.open")}
        </RightButton>
      </Flex>
    );
  }
  return (
    <Flex gap={4}>
      <RightButton needs="archive.write" size="small" onClick={() => ask("handled")}>{t("act.handled")}</RightButton>
      <RightButton needs="archive.write" size="small" type="text" onClick={() => ask("ignored")}>{t("act.ignored")}</RightButton>
    </Flex>
  );
}
