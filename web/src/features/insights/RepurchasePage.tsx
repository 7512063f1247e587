import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { useUrlState } from "@/ui/useUrlState";
import { useRepurchase, useRetention } from "./api";
import { AsOfPicker } from "./AsOfPicker";
import { FigureCards } from "./FigureCards";
import "./insights.css";
import { RepurchaseReport } from "./RepurchaseReport";
import { RetentionReport } from "./RetentionReport";

export function RepurchasePage() {
  const { t } = useTranslation("insights");
  const brand = useBrand();
  const [asOf] = useUrlState("as_of");
  const repurchase = useRepurchase(brand.code, asOf || undefined);
  const retention = useRetention(brand.code, asOf || undefined);
  return (
    <>
      <PageHeader title={t("repurchase.title")} purpose={t("repurchase.purpose")} actions={<AsOfPicker />} />
      <div className="siyu-stack">
        <Loaded query={repurchase}>
          {(data) => (
            <div className="siyu-stack">
              <FigureCards figures={data.figures} />
              <RepurchaseReport repurchase={data} />
            </div>
          )}
        </Loaded>
        <Loaded query={retention}>{(data) => <RetentionReport retention={data} />}</Loaded>
      </div>
    </>
  );
}
