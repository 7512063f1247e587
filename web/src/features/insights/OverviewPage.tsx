import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatAsOf } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useUrlState } from "@/ui/useUrlState";
import { useOverview, useRepurchase, useRetention, useRfm, type Overview } from "./api";
import { FigureCards } from "./FigureCards";
import { FunnelSection } from "./FunnelReport";
import "./insights.css";
import { CustomersReport, RevenueReport } from "./MonthReports";
import { DEFAULT_PRESET, readPeriod } from "./period";
import { PeriodPicker } from "./PeriodPicker";
import { RepurchaseReport } from "./RepurchaseReport";
import { RetentionReport } from "./RetentionReport";
import { RfmReport } from "./RfmReport";

/** Where the console opens: how the business stands, and who is behind each figure. */
export function OverviewPage() {
  const { t } = useTranslation("insights");
  const brand = useBrand();
  const [period] = useUrlState("period", DEFAULT_PRESET);
  const overview = useOverview(brand.code, readPeriod(period, new Date()));
  return (
    <>
      <PageHeader
        title={t("overview.title")}
        purpose={overview.data ? t("overview.purpose", { from: overview.data.first_day, to: overview.data.last_day, time: formatAsOf(overview.data.as_of_ms) }) : t("overview.loading")}
        actions={<PeriodPicker />}
      />
      <Loaded query={overview} rows={10}>
        {(data) => (isEmpty(data) ? <Nothing /> : <Reports overview={data} />)}
      </Loaded>
    </>
  );
}

const isEmpty = (overview: Overview) => overview.figures.every((figure) => !figure.value);

function Nothing() {
  const { t } = useTranslation("insights");
  const brand = useBrand();
  return <EmptyState title={t("overview.empty")} hint={t("overview.emptyHint")} action={<Link to={paths.importNew(brand.code)}>{t("overview.import")}</Link>} />;
}

function Reports({ overview }: { overview: Overview }) {
  const brand = useBrand();
  const rfm = useRfm(brand.code);
  const repurchase = useRepurchase(brand.code);
  const retention = useRetention(brand.code);
  return (
    <div className="siyu-stack">
      <FigureCards figures={overview.figures} />
      <div className="siyu-grid-2">
        <CustomersReport overview={overview} />
        <RevenueReport overview={overview} />
        <Loaded query={rfm}>{(data) => <RfmReport rfm={data} />}</Loaded>
        <Loaded query={repurchase}>{(data) => <RepurchaseReport repurchase={data} />}</Loaded>
      </div>
      <Loaded query={retention}>{(data) => <RetentionReport retention={data} />}</Loaded>
      {brand.can["journeys.read"] === true && <FunnelSection />}
    </div>
  );
}
