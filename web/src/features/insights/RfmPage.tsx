import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { useUrlState } from "@/ui/useUrlState";
import { useRfm } from "./api";
import { AsOfPicker } from "./AsOfPicker";
import { FigureCards } from "./FigureCards";
import "./insights.css";
import { RfmReport } from "./RfmReport";

export function RfmPage() {
  const { t } = useTranslation("insights");
  const brand = useBrand();
  const [asOf] = useUrlState("as_of");
  const rfm = useRfm(brand.code, asOf || undefined);
  return (
    <>
      <PageHeader title={t("rfm.title")} purpose={t("rfm.purpose")} actions={<AsOfPicker />} />
      <Loaded query={rfm}>
        {(data) => (
          <div className="siyu-stack">
            <FigureCards figures={data.figures} />
            <RfmReport rfm={data} />
          </div>
        )}
      </Loaded>
    </>
  );
}
