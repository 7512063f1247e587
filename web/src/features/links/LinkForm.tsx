import { Button, Drawer, Input, Select, Switch, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { useTags, useUnits } from "@/features/acquisition/api";
import { JourneyPicker } from "@/features/acquisition/JourneyPicker";
import { PeopleContext } from "@/features/acquisition/people";
import { KINDS } from "@/features/acquisition/Placements";
import { StaffPicker } from "@/features/acquisition/StaffPicker";
import { usePeople } from "@/features/acquisition/usePeople";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import { useChangeLink, useCreateLink, type AcquisitionLink, type LinkSettings } from "./api";
import { departments, NAME_MAX, settingsProblem, startSettings } from "./draft";
import { PickedPeople } from "./PickedPeople";
import "./links.css";

const NOBODY: { id: number; name: string }[] = [];
type Kind = (typeof KINDS)[number];

interface Props {
  link: AcquisitionLink | null;
  onClose: () => void;
}

/** Who answers a link, where it is shown, and what happens to somebody who came. */
export function LinkForm({ link, onClose }: Props) {
  const { t } = useTranslation("links");
  const [draft, setDraft] = useState<LinkSettings>(link?.settings ?? startSettings());
  const [kinds, setKinds] = useState<Kind[]>(["other"]);
  const people = usePeople(link?.people ?? NOBODY);
  const change = (part: Partial<LinkSettings>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <Drawer open size="large" title={link ? t("form.edit", { name: link.name }) : t("list.new")} onClose={onClose} extra={<SaveLink link={link} draft={draft} kinds={kinds} onSaved={onClose} />}>
      <PeopleContext value={people}>
        <div className="siyu-stack">
          <label className="siyu-question">
            <span>{t("field.name")}</span>
            <Input value={draft.name} maxLength={NAME_MAX} placeholder={t("form.nameExample")} onChange={(event) => change({ name: event.target.value })} />
          </label>
          {!link && <Places kinds={kinds} onChange={setKinds} />}
          <Answerers draft={draft} change={change} />
          <Afterwards draft={draft} change={change} />
        </div>
      </PeopleContext>
    </Drawer>
  );
}

function Places({ kinds, onChange }: { kinds: Kind[]; onChange: (kinds: Kind[]) => void }) {
  const { t } = useTranslation("links");
  return (
    <label className="siyu-question">
      <span>{t("form.where")}</span>
      <Select mode="multiple" aria-label={t("form.where")} value={kinds} options={KINDS.map((kind) => ({ value: kind, label: t(`acquisition:kind.${kind}`) }))} onChange={onChange} />
      <span className="links-hint">{t("form.whereHint")}</span>
    </label>
  );
}

interface FieldProps {
  draft: LinkSettings;
  change: (part: Partial<LinkSettings>) => void;
}

function Answerers({ draft, change }: FieldProps) {
  const { t } = useTranslation("links");
  const brand = useBrand();
  const units = useUnits(brand.code);
  const chosen = draft.staff_ids ?? [];
  const options = departments(units.data ?? []);
  return (
    <section className="siyu-stack">
      <h2 className="links-heading">{t("form.who")}</h2>
      <PickedPeople ids={chosen} onRemove={(id) => change({ staff_ids: chosen.filter((each) => each !== id) })} />
      <StaffPicker value={null} taken={chosen} label={t("form.addStaff")} onPick={(id) => change({ staff_ids: [...chosen, id] })} />
      <label className="siyu-question">
        <span>{t("form.units")}</span>
        <Select
          mode="multiple"
          aria-label={t("form.units")}
          placeholder={options.length === 0 ? t("form.noUnits") : t("form.unitsHint")}
          disabled={options.length === 0}
          loading={units.isLoading}
          value={draft.unit_ids ?? []}
          showSearch={{ optionFilterProp: "label" }}
          options={options}
          onChange={(unit_ids: number[]) => change({ unit_ids })}
        />
      </label>
      <label className="links-switch">
        <Switch checked={draft.skip_verify ?? true} aria-label={t("form.skipVerify")} onChange={(skip_verify) => change({ skip_verify })} />
        <span>{t("form.skipVerify")}</span>
      </label>
    </section>
  );
}

function Afterwards({ draft, change }: FieldProps) {
  const { t } = useTranslation("links");
  const brand = useBrand();
  const tags = useTags(brand.code);
  const welcome = draft.welcome ?? {};
  return (
    <section className="siyu-stack">
      <h2 className="links-heading">{t("acquisition:after.title")}</h2>
      <label className="siyu-question">
        <span>{t("acquisition:after.tags")}</span>
        <Select
          mode="multiple"
          aria-label={t("acquisition:after.tags")}
          placeholder={t("acquisition:after.tagsHint")}
          value={draft.tag_ids ?? []}
          loading={tags.isLoading}
          showSearch={{ optionFilterProp: "label" }}
          options={(tags.data ?? []).map((tag) => ({ value: tag.id, label: tag.name }))}
          onChange={(tag_ids: number[]) => change({ tag_ids })}
        />
      </label>
      <label className="siyu-question">
        <span>{t("acquisition:after.welcome")}</span>
        <Input.TextArea rows={3} maxLength={1200} value={welcome.text ?? ""} placeholder={t("acquisition:after.welcomeExample")} onChange={(event) => change({ welcome: { ...welcome, text: event.target.value } })} />
        <span className="links-hint">{t("acquisition:after.welcomeHint")}</span>
      </label>
      <JourneyPicker value={welcome.journey_id ?? null} onChange={(journey_id) => change({ welcome: { ...welcome, journey_id } })} />
    </section>
  );
}

interface SaveProps {
  link: AcquisitionLink | null;
  draft: LinkSettings;
  kinds: Kind[];
  onSaved: () => void;
}

function SaveLink({ link, draft, kinds, onSaved }: SaveProps) {
  const { t } = useTranslation("links");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const create = useCreateLink(brand.code);
  const update = useChangeLink(brand.code);
  const problem = settingsProblem(draft);
  const reason = brand.can["acquisition.write"] !== true ? t("ui:reason.noRight") : problem ? t(`problem.${problem}`) : "";
  const save = async () => {
    try {
      const places = kinds.map((kind) => ({ kind, name: t(`acquisition:kind.${kind}`) }));
      const saved = link ? await update.mutateAsync({ link, settings: draft }) : await create.mutateAsync({ settings: draft, places });
      notify.done(t("ui:saved"));
      onSaved();
      await navigate(paths.acquisitionLink(brand.code, saved.id));
    } catch (error) {
      notify.failed(error);
    }
  };
  return (
    <Tooltip title={reason}>
      <Button type="primary" disabled={reason !== ""} loading={create.isPending || update.isPending} onClick={() => void save()}>
        {t("form.save")}
      </Button>
    </Tooltip>
  );
}
