import { Button, Card, Input, Select, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useBrand } from "@/api/session";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import "./acquisition.css";
import { AfterFields } from "./AfterFields";
import { useChangeCode, useCode, useCreateCode, usePreview, type LiveCode, type PlacementKind, type Settings } from "./api";
import { Consequence } from "./Consequence";
import { settingsProblem, startSettings } from "./draft";
import { PeopleFields } from "./PeopleFields";
import { PeopleContext } from "./people";
import { KINDS } from "./AddPlace";
import { PosterSketch, useStartLayout } from "./PosterEditor";
import { TimeFields } from "./TimeFields";
import { usePeople } from "./usePeople";
import { useSettled } from "./useSettled";

const NOBODY_YET: LiveCode["people"] = [];

export function NewCodePage() {
  return <Builder code={null} />;
}

export function EditCodePage() {
  const brand = useBrand();
  const { codeId } = useParams();
  const code = useCode(brand.code, Number(codeId));
  return <Loaded query={code}>{(data) => <Builder key={data.id} code={data} />}</Loaded>;
}

/** Rules at the left, what they come to at the right. */
function Builder({ code }: { code: LiveCode | null }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [draft, setDraft] = useState<Settings>(code?.settings ?? startSettings());
  const [kinds, setKinds] = useState<PlacementKind[]>(["shelf"]);
  const people = usePeople(code?.people ?? NOBODY_YET);
  const problem = settingsProblem(draft);
  const layout = useStartLayout();
  const settled = useSettled(draft);
  const preview = usePreview(brand.code, settingsProblem(settled) ? null : settled, code?.id);
  const change = (part: Partial<Settings>) => setDraft((before) => ({ ...before, ...part }));
  const back = code ? { to: paths.liveCode(brand.code, code.id), label: code.name } : { to: paths.liveCodes(brand.code), label: t("list.title") };
  return (
    <PeopleContext value={people}>
      <PageHeader
        title={code ? t("builder.edit", { name: code.name }) : t("builder.new")}
        purpose={t("builder.purpose")}
        back={back}
        actions={<SaveButton code={code} draft={draft} kinds={kinds} problem={problem} />}
      />
      <div className="acq-builder">
        <Card>
          <div className="siyu-stack">
            <label className="siyu-question">
              <span>{t("field.name")}</span>
              <Input value={draft.name} maxLength={60} placeholder={t("builder.nameExample")} onChange={(event) => change({ name: event.target.value })} />
            </label>
            {!code && <PlacementKinds kinds={kinds} onChange={setKinds} />}
            <PeopleFields draft={draft} change={change} />
            <TimeFields draft={draft} change={change} />
            <AfterFields draft={draft} change={change} />
          </div>
        </Card>
        <Consequence preview={preview.data} error={problem ? null : preview.error} stale={settled !== draft || preview.isPlaceholderData} missing={problem ? t(`problem.${problem}`) : ""}>
          <Card size="small" title={t("poster.preview")}>
            <PosterSketch layout={layout} brand={brand.name} name={draft.name || t("builder.nameExample")} />
          </Card>
        </Consequence>
      </div>
    </PeopleContext>
  );
}

function PlacementKinds({ kinds, onChange }: { kinds: PlacementKind[]; onChange: (kinds: PlacementKind[]) => void }) {
  const { t } = useTranslation("acquisition");
  return (
    <label className="siyu-question">
      <span>{t("place.where")}</span>
      <Select mode="multiple" aria-label={t("place.where")} value={kinds} options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} onChange={onChange} />
      <span className="acq-hint">{t("place.whereHint")}</span>
    </label>
  );
}

interface SaveProps {
  code: LiveCode | null;
  draft: Settings;
  kinds: PlacementKind[];
  problem: string;
}

function SaveButton({ code, draft, kinds, problem }: SaveProps) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const create = useCreateCode(brand.code);
  const update = useChangeCode(brand.code);
  const reason = brand.can["acquisition.write"] !== true ? t("ui:reason.noRight") : problem ? t(`problem.${problem}`) : "";
  const save = async () => {
    try {
      const placements = kinds.map((kind) => ({ kind, name: t(`kind.${kind}`) }));
      const saved = code ? await update.mutateAsync({ code, settings: draft }) : await create.mutateAsync({ settings: draft, placements });
      notify.done(t("ui:saved"));
      await navigate(paths.liveCode(brand.code, saved.id));
    } catch (error) {
      notify.failed(error);
    }
  };
  return (
    <Tooltip title={reason}>
      <Button type="primary" disabled={reason !== ""} loading={create.isPending || update.isPending} onClick={() => void save()}>
        {t("builder.save")}
      </Button>
    </Tooltip>
  );
}
