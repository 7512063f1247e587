import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatAsOf, formatDay } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useUrlState } from "@/ui/useUrlState";
import { wallNow } from "@/ui/wall";
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
  const overview = useOverview(brand.code, readPeriod(period, wallNow().toDate()));
  return (
    <>
      <PageHeader
        title={t("overview.title")}
        purpose={overview.data ? <Told overview={overview.data} /> : t("overview.loading")}
        actions={<PeriodPicker />}
      />
      <Loaded query={overview} rows={10}>
        {(data) => (isEmpty(data) ? <Nothing /> : <Reports overview={data} />)}
      </Loaded>
    </>
  );
}

/** Which days the figures are of, and with which they are compared; it says so when there is nothing to compare with. */
function Told({ overview }: { overview: Overview }) {
  const { t } = useTranslation("insights");
  const { first_day, last_day, as_of_ms, comparisons } = overview;
  const period = t("overview.purpose", { from: formatDay(first_day), to: formatDay(last_day), time: formatAsOf(as_of_ms) });
  return comparisons.length > 0 || isEmpty(overview) ? period : `${period}${t("overview.nothingBefore")}`;
}

const isEmpty = (overview: Overview) => overview.figures.every((figure) => !figure.value);

function Nothing() {
  const { t } = useTranslation("insights");
  const brand = useBrand();
  return <EmptyState title={t("overview.empty")} hint={t("overview.emptyHint")} action={<Link to={paths.importNew(brand.code)}><Button type="primary">{t("overview.import")}</Button></Link>} />;
}

function Reports({ overview }: { overview: Overview }) {
  const brand = useBrand();
  const rfm = useRfm(brand.code);
  const repurchase = useRepurchase(brand.code);
  const retention = useRetention(brand.code);
  return (
    <div className="siyu-stack">
      <FigureCards figures={overview.figures} comparisons={overview.comparisons} />
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
