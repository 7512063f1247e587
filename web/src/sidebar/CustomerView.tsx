import { Tabs } from "antd-mobile";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePortrait } from "./api";
import { LastOrder } from "./first/LastOrder";
import { Say } from "./first/Say";
import { Tags } from "./first/Tags";
import { Who } from "./first/Who";
import { keepInAddress } from "./place";
import { Answer, Waiting } from "./states";
import type { CustomerProps, ViewProps } from "./view";

const Find = lazy(() => import("./tabs/Find"));
const Timeline = lazy(() => import("./tabs/Timeline"));
const Orders = lazy(() => import("./tabs/Orders"));
const Book = lazy(() => import("./tabs/Book"));
const About = lazy(() => import("./tabs/About"));

/** One customer: who, why now, what to say, last order and tags first; everything else in tabs below. */
export function CustomerView(props: CustomerProps) {
  const portrait = usePortrait(props.brand, props.customerId);
  return <Answer of={portrait}>{(data) => <View {...props} portrait={data} />}</Answer>;
}

function View(props: ViewProps) {
  const { t } = useTranslation("sidebar");
  const { portrait } = props;
  return (
    <>
      {!props.canSend && <p className="sb-banner">{t("cannotSend")}</p>}
      <Who portrait={portrait} />
      <p className={`sb-why sb-why-${portrait.reason.why}`}>{portrait.reason.sentence}</p>
      <Say {...props} />
      <LastOrder order={portrait.last_order} />
      <Tags {...props} />
      <More {...props} />
    </>
  );
}

const TABS = [
  { key: "find", Pane: Find },
  { key: "book", Pane: Book },
  { key: "timeline", Pane: Timeline },
  { key: "orders", Pane: Orders },
  { key: "about", Pane: About },
] as const;

/** A pane is loaded when it is first opened; which one is open stays in the address. */
function More(props: ViewProps) {
  const { t } = useTranslation("sidebar");
  const [open, setOpen] = useState(() => new URLSearchParams(location.search).get("tab") ?? "");
  const chosen = TABS.find((tab) => tab.key === open);
  const change = (key: string) => {
    setOpen(key);
    keepInAddress("tab", key);
  };
  return (
    <section className="sb-more">
      <Tabs activeKey={open} onChange={change} stretch>
        {TABS.map((tab) => (
          <Tabs.Tab key={tab.key} title={t(`tabs.${tab.key}`)} />
        ))}
      </Tabs>
      {chosen ? (
        <Suspense fallback={<Waiting />}>
          <chosen.Pane {...props} />
        </Suspense>
      ) : (
        <p className="sb-nothing">{t("tabs.choose")}</p>
      )}
    </section>
  );
}
