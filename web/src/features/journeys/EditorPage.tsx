import { PauseCircleOutlined, PlayCircleOutlined, RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { App, Button, Flex, Tooltip, Typography } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { formatPeople } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import { usePhone } from "@/ui/usePhone";
import { useIdParam } from "@/ui/useIdParam";
import { useHold, useJourney, type Funnel, type Journey } from "./api";
import { Canvas } from "./Canvas";
import { EditorContext } from "./editor_context";
import { JourneyName } from "./JourneyName";
import { StateBadge } from "./JourneysPage";
import "./journeys.css";
import { PersonPath } from "./PersonPath";
import { PersonSearch } from "./PersonSearch";
import { PublishDialog } from "./PublishDialog";
import { StepDrawer } from "./StepDrawer";
import { StepList } from "./StepList";
import { useEditorState } from "./useEditorState";

export function EditorPage() {
  const brand = useBrand();
  const journey = useJourney(brand.code, useIdParam("journeyId"));
  return <Loaded query={journey}>{(data) => <JourneyEditor key={data.id} journey={data} />}</Loaded>;
}

function JourneyEditor({ journey }: { journey: Journey }) {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const phone = usePhone();
  const state = useEditorState(journey);
  const { editor, autosave, funnel, person, setPerson } = state;
  useUndoKeys(state.undo, state.redo);
  return (
    <EditorContext value={editor}>
      <PageHeader
        title={<JourneyName journey={journey} />}
        tabTitle={journey.name}
        back={{ to: paths.journeys(brand.code), label: t("list.title") }}
        purpose={
          <Flex gap={12} wrap align="center">
            <StateBadge state={journey.state} />
            {funnel && <Totals funnel={funnel} />}
            <span>{t(`save.${autosave.state}`)}</span>
          </Flex>
        }
        actions={<Actions journey={journey} state={state} />}
      />
      {autosave.error && <ErrorState error={autosave.error} onRetry={() => void autosave.flush().catch(() => undefined)} />}
      <Flex className="siyu-toolbar" gap={8} wrap align="center">
        <Button icon={<UndoOutlined />} disabled={!state.undo} onClick={() => state.undo?.()} aria-label={t("edit.undo")} />
        <Button icon={<RedoOutlined />} disabled={!state.redo} onClick={() => state.redo?.()} aria-label={t("edit.redo")} />
        {journey.version !== null && <PersonSearch onChoose={setPerson} />}
        {editor.problems.size > 0 && <Typography.Text type="danger">{t("edit.problems", { count: editor.problems.size })}</Typography.Text>}
      </Flex>
      {person !== null && <PersonPath journeyId={journey.id} person={person} onClose={() => setPerson(null)} />}
      {phone ? <StepList /> : <Canvas />}
      <StepDrawer journeyId={journey.id} />
    </EditorContext>
  );
}

function Totals({ funnel }: { funnel: Funnel }) {
  const { t } = useTranslation("journeys");
  return (
    <span>
      {t("totals", {
        entered: formatPeople(funnel.entered),
        inFlight: formatPeople(funnel.in_flight),
        exited: formatPeople(funnel.exited),
      })}
    </span>
  );
}

function Actions({ journey, state }: { journey: Journey; state: ReturnType<typeof useEditorState> }) {
  const { t } = useTranslation("journeys");
  const notify = useNotify();
  const [publishing, setPublishing] = useState(false);
  const { editor, autosave } = state;
  const first = [...editor.problems][0];
  const reason = editor.readonly ? t("ui:reason.noRight") : "";
  // A draft with problems leads to the first of them instead of to a refusal.
  const publish = () => {
    if (first) {
      editor.open(first[0]);
      return;
    }
    void autosave.flush().then(() => setPublishing(true), notify.failed);
  };
  return (
    <>
      <HoldButton journey={journey} allowed={!editor.readonly} />
      <Tooltip title={reason || first?.[1]}>
        <Button type="primary" disabled={editor.readonly} onClick={publish}>
          {t(journey.version === null ? "publish.open" : "publish.openAgain")}
        </Button>
      </Tooltip>
      {publishing && <PublishDialog journey={journey} onClose={() => setPublishing(false)} onRefused={state.refuse} />}
    </>
  );
}

function HoldButton({ journey, allowed }: { journey: Journey; allowed: boolean }) {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const hold = useHold(brand.code, journey.id);
  if (journey.state === "draft") return null;
  const live = journey.state === "live";
  const ask = () =>
    modal.confirm({
      title: t(live ? "hold.pauseTitle" : "hold.resumeTitle"),
      content: t(live ? "hold.pauseHint" : "hold.resumeHint"),
      okText: t(live ? "hold.pause" : "hold.resume"),
      cancelText: t("ui:cancel"),
      onOk: () => hold.mutateAsync(live).then(() => notify.done(t(live ? "hold.paused" : "hold.resumed")), notify.failed),
    });
  return (
    <Button icon={live ? <PauseCircleOutlined /> : <PlayCircleOutlined />} disabled={!allowed} loading={hold.isPending} onClick={ask}>
      {t(live ? "hold.pause" : "hold.resume")}
    </Button>
  );
}

/** Ctrl or ⌘ with Z and Y, except while a text is being typed, which has its own. */
function useUndoKeys(undo: (() => void) | null, redo: (() => void) | null): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea");
      if (typing || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      const act = key === "z" && !event.shiftKey ? undo : key === "y" || key === "z" ? redo : null;
      if (!act) return;
      event.preventDefault();
      act();
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  }, [undo, redo]);
}
