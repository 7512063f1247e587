import { Button, Flex, Input, InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { formatNumber, formatPeople } from "@/ui/format";
import { paths } from "@/ui/paths";
import { Sentence } from "@/ui/Sentence";
import { StartField } from "@/ui/StartField";
import { useSegments, useSentence, useUnits } from "./api";
import { Attachments } from "./Attachments";
import { Groups, To } from "./Groups";
import type { useMassDraft } from "./useMassDraft";
import { bytesOf, TEXT_BYTES_MAX } from "./words";

type Draft = ReturnType<typeof useMassDraft>;

/** Who, what, who sends, when. */
export function MassForm({ draft }: { draft: Draft }) {
  const { t } = useTranslation("mass");
  const { plan, change } = draft;
  const bytes = bytesOf(plan.text ?? "");
  return (
    <div className="siyu-stack">
      <Question label={t("field.name")}>
        <Input value={draft.name} maxLength={60} placeholder={t("form.nameExample")} onChange={(event) => draft.setName(event.target.value)} />
      </Question>
      <To draft={draft} />
      {draft.toGroups ? <Groups draft={draft} /> : <Audience draft={draft} />}
      <Question label={t("field.text")}>
        <Input.TextArea
          value={plan.text ?? ""}
          rows={5}
          placeholder={t("form.textExample")}
          status={bytes > TEXT_BYTES_MAX ? "error" : ""}
          onChange={(event) => change({ text: event.target.value })}
        />
        <span className="siyu-quiet">{t("form.bytes", { used: formatNumber(bytes), most: formatNumber(TEXT_BYTES_MAX) })}</span>
      </Question>
      <Attachments cards={plan.attachments ?? []} onChange={(attachments) => change({ attachments })} />
      {!draft.toGroups && <Branches draft={draft} />}
      <StartField atMs={plan.start_at_ms ?? 0} onChange={(start_at_ms) => change({ start_at_ms })} />
      <Reminders draft={draft} />
    </div>
  );
}

function Question({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="siyu-question">
      <span>{label}</span>
      {children}
    </label>
  );
}

function Audience({ draft }: { draft: Draft }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const segments = useSegments(brand.code);
  const { audience } = draft.plan;
  const rule = useSentence(brand.code, audience.rule);
  const byRule = audience.rule !== null && audience.rule !== undefined;
  const listed = audience.customer_ids?.length ?? 0;
  const options = (segments.data?.items ?? []).map((each) => ({
    value: each.id,
    label: each.members === null ? each.name : `${each.name} · ${formatPeople(each.members ?? 0)}`,
  }));
  const choose = (segment: number | undefined) => draft.change({ audience: { segment: segment ?? null, rule: null, customer_ids: [] } });
  return (
    <div className="siyu-question">
      <span>{t("field.audience")}</span>
      {byRule && <Sentence extra={<Button size="small" onClick={() => choose(undefined)}>{t("form.otherAudience")}</Button>}>{rule.data?.sentence ?? "…"}</Sentence>}
      {listed > 0 && <Sentence extra={<Button size="small" onClick={() => choose(undefined)}>{t("form.otherAudience")}</Button>}>{t("form.list", { people: formatPeople(listed) })}</Sentence>}
      {!byRule && listed === 0 && (
        <Select
          showSearch={{ optionFilterProp: "label" }}
          allowClear
          loading={segments.isPending}
          aria-label={t("field.audience")}
          placeholder={t("form.audienceExample")}
          value={audience.segment ?? null}
          options={options}
          onChange={(value: number | null) => choose(value ?? undefined)}
          notFoundContent={<Link to={paths.segmentNew(brand.code)}>{t("form.noSegment")}</Link>}
        />
      )}
      <span className="siyu-quiet">{t("form.audienceHint")}</span>
    </div>
  );
}

function Branches({ draft }: { draft: Draft }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const units = useUnits(brand.code);
  const options = (units.data ?? []).filter((unit) => unit.level !== "hq").map((unit) => ({ value: unit.id, label: unit.name }));
  return (
    <div className="siyu-question">
      <span>{t("field.branches")}</span>
      <Select
        mode="multiple"
        maxTagCount="responsive"
        showSearch={{ optionFilterProp: "label" }}
        allowClear
        aria-label={t("field.branches")}
        placeholder={t("form.allBranches")}
        value={draft.plan.branches ?? []}
        options={options}
        onChange={(branches: number[]) => draft.change({ branches })}
      />
      <span className="siyu-quiet">{t("form.sendersHint")}</span>
    </div>
  );
}

function Reminders({ draft }: { draft: Draft }) {
  const { t } = useTranslation("mass");
  const label = t(draft.toGroups ? "field.remindOwners" : "field.reminders");
  const { after_hours = 0, times = 0 } = draft.plan.reminders ?? {};
  const set = (hours: number, count: number) => draft.change({ reminders: { after_hours: hours, times: count } });
  return (
    <div className="siyu-question">
      <span>{label}</span>
      <Flex gap={8} align="center" wrap>
        <Switch checked={times > 0} aria-label={label} onChange={(on) => (on ? set(4, 1) : set(0, 0))} />
        {times > 0 && (
          <>
            <span>{t("form.remindAfter")}</span>
            <InputNumber min={1} max={168} precision={0} value={after_hours} aria-label={t("form.remindAfter")} onChange={(value) => set(value ?? 4, times)} />
            <span>{t("form.remindTimes")}</span>
            <InputNumber min={1} max={3} precision={0} value={times} aria-label={t("form.remindTimes")} onChange={(value) => set(after_hours, value ?? 1)} />
            <span>{t("form.remindEnd")}</span>
          </>
        )}
      </Flex>
    </div>
  );
}
