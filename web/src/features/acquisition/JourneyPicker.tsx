import { Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call, client } from "@/api/client";
import { useBrand } from "@/api/session";

const MOST = 100;

/** The journey that begins when somebody has come; only journeys that are live can begin. */
export function JourneyPicker({ value, onChange }: { value: number | null; onChange: (id: number | null) => void }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const allowed = brand.can["journeys.read"] === true;
  const journeys = useQuery({
    queryKey: [brand.code, "journeys", "choice"],
    enabled: allowed,
    queryFn: () => call(client.GET("/api/brands/{brand}/journeys", { params: { path: { brand: brand.code }, query: { limit: MOST } } })),
  });
  const items = journeys.data?.items ?? [];
  const options = items
    .filter((each) => each.state !== "draft" || each.id === value)
    .map((each) => ({ value: each.id, label: each.state === "live" ? each.name : t("after.journeyResting", { name: each.name }) }));
  return (
    <label className="siyu-question">
      <span>{t("after.journey")}</span>
      <Select<number>
        allowClear
        aria-label={t("after.journey")}
        placeholder={t("after.journeyNone")}
        value={value}
        disabled={!allowed}
        loading={journeys.isFetching}
        showSearch={{ optionFilterProp: "label" }}
        options={options}
        onChange={(id: number | undefined) => onChange(id ?? null)}
      />
      <span className="acq-hint">{allowed ? t("after.journeyHint") : t("ui:reason.noRight")}</span>
    </label>
  );
}
