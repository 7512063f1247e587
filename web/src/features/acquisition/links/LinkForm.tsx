import { Button, Drawer, Input, Select, Switch, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { AfterFields } from "../AfterFields";
import { useUnits } from "../api";
import { PeopleContext } from "../people";
import { KINDS } from "../AddPlace";
import { StaffPicker } from "../StaffPicker";
import { usePeople } from "../usePeople";
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
  const { t } = useTranslation("acquisition");
  const [draft, setDraft] = useState<LinkSettings>(link?.settings ?? startSettings());
  const [kinds, setKinds] = useState<Kind[]>(["other"]);
  const people = usePeople(link?.people ?? NOBODY);
  const change = (part: Partial<LinkSettings>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <Drawer open size="large" title={link ? t("links.form.edit", { name: link.name }) : t("links.list.new")} onClose={onClose} extra={<SaveLink link={link} draft={draft} kinds={kinds} onSaved={onClose} />}>
      <PeopleContext value={people}>
        <div className="siyu-stack">
          <label className="siyu-question">
            <span>{t("links.field.name")}</span>
            <Input value={draft.name} maxLength={NAME_MAX} placeholder={t("links.form.nameExample")} onChange={(event) => change({ name: event.target.value })} />
          </label>
          {!link && <Places kinds={kinds} onChange={setKinds} />}
          <Answerers draft={draft} change={change} />
          <AfterFields draft={draft} change={change} named={false} />
        </div>
      </PeopleContext>
    </Drawer>
  );
}

function Places({ kinds, onChange }: { kinds: Kind[]; onChange: (kinds: Kind[]) => void }) {
  const { t } = useTranslation("acquisition");
  return (
    <label className="siyu-question">
      <span>{t("links.form.where")}</span>
      <Select mode="multiple" aria-label={t("links.form.where")} value={kinds} options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} onChange={onChange} />
      <span className="links-hint">{t("links.form.whereHint")}</span>
    </label>
  );
}

interface FieldProps {
  draft: LinkSettings;
  change: (part: Partial<LinkSettings>) => void;
}

function Answerers({ draft, change }: FieldProps) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const units = useUnits(brand.code);
  const chosen = draft.staff_ids ?? [];
  const options = departments(units.data ?? []);
  return (
    <section className="siyu-stack">
      <h2 className="links-heading">{t("links.form.who")}</h2>
      <PickedPeople ids={chosen} onRemove={(id) => change({ staff_ids: chosen.filter((each) => each !== id) })} />
      <StaffPicker value={null} taken={chosen} label={t("links.form.addStaff")} onPick={(id) => change({ staff_ids: [...chosen, id] })} />
      <label className="siyu-question">
        <span>{t("links.form.units")}</span>
        <Select
          mode="multiple"
          aria-label={t("links.form.units")}
          placeholder={options.length === 0 ? t("links.form.noUnits") : t("links.form.unitsHint")}
          disabled={options.length === 0}
          loading={units.isLoading}
          value={draft.unit_ids ?? []}
          showSearch={{ optionFilterProp: "label" }}
          options={options}
          onChange={(unit_ids: number[]) => change({ unit_ids })}
        />
      </label>
      <label className="links-switch">
        <Switch checked={draft.skip_verify ?? true} aria-label={t("links.form.skipVerify")} onChange={(skip_verify) => change({ skip_verify })} />
        <span>{t("links.form.skipVerify")}</span>
      </label>
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
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const create = useCreateLink(brand.code);
  const update = useChangeLink(brand.code);
  const problem = settingsProblem(draft);
  const reason = brand.can["acquisition.write"] !== true ? t("ui:reason.noRight") : problem ? t(`links.problem.${problem}`) : "";
  const save = async () => {
    try {
      const places = kinds.map((kind) => ({ kind, name: t(`kind.${kind}`) }));
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
        {t("links.form.save")}
      </Button>
    </Tooltip>
  );
}
