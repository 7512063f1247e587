import { App, Button, Card, Input, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { formatPeople } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import { useIdParam } from "@/ui/useIdParam";
import { useChangeSegment, useCreateSegment, useSegment, useVocabulary, type Segment } from "./api";
import { Consequence } from "./Consequence";
import { RuleGroup } from "./RuleTree";
import "./segments.css";
import { useRuleDraft } from "./useRuleDraft";
import { NO_WORDS, VocabularyContext } from "./vocabulary";

export function NewSegmentPage() {
  return <Builder segment={null} />;
}

export function EditSegmentPage() {
  const brand = useBrand();
  const segment = useSegment(brand.code, useIdParam("segmentId"));
  return <Loaded query={segment}>{(data) => <Builder key={data.id} segment={data} />}</Loaded>;
}

/** Conditions at the left, what they mean at the right. */
function Builder({ segment }: { segment: Segment | null }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const words = useVocabulary(brand.code);
  const draft = useRuleDraft(segment?.rule ?? null);
  const [search] = useSearchParams();
  const [name, setName] = useState(segment?.name ?? search.get("name") ?? "");
  const back = segment
    ? { to: paths.segment(brand.code, segment.id), label: segment.name }
    : { to: paths.segments(brand.code), label: t("list.title") };
  return (
    <VocabularyContext value={words.data ?? NO_WORDS}>
      <PageHeader
        title={segment ? t("builder.edit", { name: segment.name }) : t("builder.new")}
        purpose={t("builder.purpose")}
        back={back}
        actions={<SaveButton segment={segment} name={name.trim()} draft={draft} />}
      />
      <div className="seg-builder">
        <Card>
          <div className="siyu-stack">
            <label className="siyu-question">
              <span>{t("field.name")}</span>
              <Input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} placeholder={t("builder.nameExample")} />
            </label>
            {words.isError && <ErrorState error={words.error} onRetry={() => void words.refetch()} />}
            <RuleGroup group={draft.tree.root} dispatch={draft.dispatch} problems={draft.problems} />
          </div>
        </Card>
        <Consequence
          rule={draft.rule}
          preview={draft.preview}
          problem={draft.problem}
          stale={draft.stale}
          incomplete={!draft.complete}
          broken={draft.problems.size > 0}
        />
      </div>
    </VocabularyContext>
  );
}

interface SaveProps {
  segment: Segment | null;
  name: string;
  draft: ReturnType<typeof useRuleDraft>;
}

/** Saving a changed segment first says what it does to the people in it. */
function SaveButton({ segment, name, draft }: SaveProps) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const create = useCreateSegment(brand.code);
  const change = useChangeSegment(brand.code);
  const broken = draft.problems.size > 0 || draft.problem !== null;
  const reason = brand.can["segments.write"] !== true ? t("ui:reason.noRight") : !draft.complete ? t("preview.incomplete") : broken ? t("builder.broken") : !name ? t("builder.unnamed") : "";
  const save = async () => {
    try {
      const { rule } = draft;
      const saved = segment ? await change.mutateAsync({ segment, name, rule }) : await create.mutateAsync({ name, rule });
      notify.done(t("ui:saved"));
      await navigate(paths.segment(brand.code, saved.id));
    } catch (error) {
      notify.failed(error);
    }
  };
  const ask = () => {
    if (!segment || !draft.changed || !draft.preview) return void save();
    modal.confirm({
      title: t("builder.effectTitle"),
      content: t("builder.effect", {
        before: segment.members === null ? "—" : formatPeople(segment.members),
        after: formatPeople(draft.preview.count),
      }),
      okText: t("ui:save"),
      cancelText: t("ui:cancel"),
      onOk: save,
    });
  };
  return (
    <Tooltip title={reason}>
      <Button type="primary" disabled={reason !== ""} loading={create.isPending || change.isPending} onClick={ask}>
        {t("builder.save")}
      </Button>
    </Tooltip>
  );
}
