import { Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { MaterialPicker, type ChosenMaterial, type MaterialKind } from "@/ui/MaterialPicker";
import { StartField } from "@/ui/StartField";
import { useMomentTags, useStaff, useUnits, type Moment, type MomentPlan } from "./api";
import { useUnfit } from "./useUnfit";
import { fits, TEXT_LENGTH_MAX } from "./words";

const KINDS: MaterialKind[] = ["image", "video", "link"];
const COVERED: MaterialKind[] = ["link"];
const PICTURES_MAX = 9;

export interface Draft {
  name: string;
  text: string;
  materials: ChosenMaterial[];
  staff: { id: number; name: string }[];
  branches: number[];
  tags: number[];
  startAtMs: number;
}

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

export function startDraft(saved: Moment | null): Draft {
  const plan = saved?.plan;
  return {
    name: saved?.name ?? "",
    text: plan?.text ?? "",
    materials: (saved?.attachments ?? []).map((each) => ({ id: each.material_id ?? 0, title: each.title ?? "", kind: each.kind ?? "" })),
    staff: (plan?.staff ?? []).map((id, place) => ({ id, name: saved?.staff[place] ?? "" })),
    branches: plan?.branches ?? [],
    tags: plan?.tag_ids ?? [],
    startAtMs: plan?.start_at_ms ?? 0,
  };
}

export function planOf(draft: Draft): MomentPlan {
  return {
    text: draft.text,
    material_ids: draft.materials.map((each) => each.id),
    staff: draft.staff.map((each) => each.id),
    branches: draft.branches,
    tag_ids: draft.tags,
    start_at_ms: draft.startAtMs,
  };
}

/** What it says, who publishes it, who sees it, when. */
export function MomentForm({ draft, change }: Props) {
  const { t } = useTranslation("moments");
  const unfit = useUnfit();
  return (
    <div className="siyu-stack">
      <label className="siyu-question">
        <span>{t("field.name")}</span>
        <Input value={draft.name} maxLength={60} placeholder={t("form.nameExample")} onChange={(event) => change({ name: event.target.value })} />
      </label>
      <label className="siyu-question">
        <span>{t("field.text")}</span>
        <Input.TextArea
          value={draft.text}
          rows={5}
          maxLength={TEXT_LENGTH_MAX}
          placeholder={t("form.textExample")}
          status={fits(draft.text) ? "" : "error"}
          onChange={(event) => change({ text: event.target.value })}
        />
        <span className="siyu-quiet">{t("form.textHint")}</span>
      </label>
      <div className="siyu-question">
        <span>{t("field.materials")}</span>
        <MaterialPicker label={t("field.materials")} chosen={draft.materials} most={PICTURES_MAX} kinds={KINDS} covered={COVERED} unfit={unfit} onChange={(materials) => change({ materials })} />
        <span className="siyu-quiet">{t("form.materialsHint")}</span>
      </div>
      <Senders draft={draft} change={change} />
      <Viewers draft={draft} change={change} />
      <StartField atMs={draft.startAtMs} onChange={(startAtMs) => change({ startAtMs })} />
    </div>
  );
}

function Senders({ draft, change }: Props) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const units = useUnits(brand.code);
  const [search, setSearch] = useState("");
  const staff = useStaff(brand.code, search);
  const found = (staff.data?.items ?? []).filter((each) => each.active && each.wecom_userid);
  const names = new Map([...found, ...draft.staff].map((each) => [each.id, each.name]));
  return (
    <div className="siyu-question">
      <span>{t("field.senders")}</span>
      <Select
        mode="multiple"
        maxTagCount="responsive"
        showSearch={{ optionFilterProp: "label" }}
        allowClear
        aria-label={t("form.units")}
        placeholder={t("form.units")}
        value={draft.branches}
        options={(units.data ?? []).filter((unit) => unit.level !== "hq").map((unit) => ({ value: unit.id, label: unit.name }))}
        onChange={(branches: number[]) => change({ branches })}
      />
      <Select
        mode="multiple"
        maxTagCount="responsive"
        showSearch={{ filterOption: false, onSearch: setSearch }}
        allowClear
        loading={staff.isFetching}
        aria-label={t("form.staff")}
        placeholder={t("form.staff")}
        value={draft.staff.map((each) => each.id)}
        options={[...names].map(([value, label]) => ({ value, label }))}
        onChange={(ids: number[]) => change({ staff: ids.map((id) => ({ id, name: names.get(id) ?? "" })) })}
      />
      <span className="siyu-quiet">{t("form.sendersHint")}</span>
    </div>
  );
}

function Viewers({ draft, change }: Props) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const tags = useMomentTags(brand.code);
  return (
    <div className="siyu-question">
      <span>{t("field.tags")}</span>
      <Select
        mode="multiple"
        maxTagCount="responsive"
        showSearch={{ optionFilterProp: "label" }}
        allowClear
        loading={tags.isPending}
        aria-label={t("field.tags")}
        placeholder={t("form.allCustomers")}
        value={draft.tags}
        options={(tags.data ?? []).map((tag) => ({ value: tag.id, label: tag.group ? `${tag.group} · ${tag.name}` : tag.name }))}
        notFoundContent={tags.isPending ? null : t("form.noTag")}
        onChange={(chosen: number[]) => change({ tags: chosen })}
      />
      <span className="siyu-quiet">{t("form.tagsHint")}</span>
    </div>
  );
}
