import { Alert, Button, Card, Flex, Input, Radio, Select, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import "./acquisition.css";
import { AfterFields } from "./AfterFields";
import { useCreateMany, useStaffSearch, useUnits, type LiveCode, type Settings } from "./api";
import { settingsProblem, startSettings } from "./draft";
import { PeopleFields } from "./PeopleFields";
import { PeopleContext } from "./people";
import { PosterDialog } from "./PosterEditor";
import { TimeFields } from "./TimeFields";
import { usePeople } from "./usePeople";

const NOBODY_YET: LiveCode["people"] = [];
const MANY_MAX = 1_000;
const ZIP_MAX = 200;
type Made = { code_ids: number[]; left_out: string[] };

/** One code for each store or each person, from one template, and their posters in one go. */
export function BulkPage() {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const notify = useNotify();
  const people = usePeople(NOBODY_YET);
  const create = useCreateMany(brand.code);
  const [draft, setDraft] = useState<Settings>({ ...startSettings(), name: t("bulk.namePattern") });
  const [kind, setKind] = useState<"units" | "staff">("units");
  const [ids, setIds] = useState<number[]>([]);
  const [made, setMade] = useState<Made | null>(null);
  const change = (part: Partial<Settings>) => setDraft((before) => ({ ...before, ...part }));
  const problem = settingsProblem(draft, true);
  const allowed = brand.can["acquisition.write"] === true;
  const reason = !allowed ? t("ui:reason.noRight") : problem ? t(`problem.${problem}`) : ids.length === 0 ? t("bulk.nobody") : ids.length > MANY_MAX ? t("bulk.tooMany", { most: MANY_MAX }) : "";
  const save = async () => {
    try {
      setMade(await create.mutateAsync({ template: draft, placements: [], org_unit_ids: kind === "units" ? ids : [], staff_ids: kind === "staff" ? ids : [] }));
    } catch (error) {
      notify.failed(error);
    }
  };
  const action = (
    <Tooltip title={reason}>
      <Button type="primary" disabled={reason !== ""} loading={create.isPending} onClick={() => void save()}>
        {t("bulk.create", { count: ids.length })}
      </Button>
    </Tooltip>
  );
  return (
    <PeopleContext value={people}>
      <PageHeader title={t("bulk.title")} purpose={t("bulk.purpose")} back={{ to: paths.liveCodes(brand.code), label: t("list.title") }} actions={made ? null : action} />
      {made ? (
        <Done made={made} />
      ) : (
        <Card>
          <div className="siyu-stack">
            <Radio.Group
              value={kind}
              aria-label={t("bulk.for")}
              onChange={(event) => {
                setKind(event.target.value as "units" | "staff");
                setIds([]);
              }}
              options={(["units", "staff"] as const).map((value) => ({ value, label: t(`bulk.${value}`) }))}
            />
            {kind === "units" ? <Units ids={ids} onChange={setIds} /> : <Persons ids={ids} onChange={setIds} />}
            <label className="siyu-question">
              <span>{t("bulk.pattern")}</span>
              <Input value={draft.name} maxLength={60} onChange={(event) => change({ name: event.target.value })} />
            </label>
            <PeopleFields draft={draft} change={change} bulk />
            <TimeFields draft={draft} change={change} bulk />
            <AfterFields draft={draft} change={change} />
          </div>
        </Card>
      )}
    </PeopleContext>
  );
}

interface PickProps {
  ids: number[];
  onChange: (ids: number[]) => void;
}

function Units({ ids, onChange }: PickProps) {
  const { t } = useTranslation("acquisition");
  const units = useUnits(useBrand().code);
  const stores = (units.data ?? []).filter((unit) => unit.level === "store");
  return (
    <Flex gap={8} wrap align="center">
      <Select
        mode="multiple"
        className="acq-many"
        maxTagCount={5}
        aria-label={t("bulk.pickUnits")}
        placeholder={t("bulk.pickUnits")}
        loading={units.isLoading}
        value={ids}
        showSearch={{ optionFilterProp: "label" }}
        options={stores.map((unit) => ({ value: unit.id, label: unit.name }))}
        onChange={onChange}
      />
      <Button onClick={() => onChange(stores.map((unit) => unit.id))}>{t("bulk.all", { count: stores.length })}</Button>
    </Flex>
  );
}

function Persons({ ids, onChange }: PickProps) {
  const { t } = useTranslation("acquisition");
  const [search, setSearch] = useState("");
  const staff = useStaffSearch(useBrand().code, search);
  return (
    <Select
      mode="multiple"
      className="acq-many"
      maxTagCount={5}
      aria-label={t("bulk.pickStaff")}
      placeholder={t("bulk.pickStaff")}
      value={ids}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      options={(staff.data?.items ?? []).map((each) => ({ value: each.id, label: each.name, disabled: !each.wecom_userid }))}
      onChange={onChange}
    />
  );
}

function Done({ made }: { made: Made }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [printing, setPrinting] = useState(false);
  return (
    <div className="siyu-stack">
      <Alert type="success" showIcon title={t("bulk.done", { count: made.code_ids.length })} description={t("bulk.doneHint")} />
      {made.left_out.length > 0 && <Alert type="warning" showIcon title={t("bulk.leftOut", { count: made.left_out.length })} description={made.left_out.join(t("and"))} />}
      <Flex gap={8} wrap>
        <Button type="primary" disabled={made.code_ids.length === 0} onClick={() => setPrinting(true)}>
          {t("list.posters")}
        </Button>
        <Link to={paths.liveCodes(brand.code)}>
          <Button>{t("bulk.toList")}</Button>
        </Link>
      </Flex>
      {printing && <PosterDialog codes={made.code_ids.slice(0, ZIP_MAX)} onClose={() => setPrinting(false)} />}
    </div>
  );
}
