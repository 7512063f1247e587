import { useTranslation } from "react-i18next";
import { useMyFollowUps } from "./api";
import { FollowUps } from "./FollowUps";
import { Answer, Nothing } from "./states";

/** Opened from the workbench: what is to be done for whom, and how to reach the rest. */
export default function Home({ brand }: { brand: string }) {
  const { t } = useTranslation("sidebar");
  return (
    <section className="sb-card">
      <h1>{t("home.title")}</h1>
      <p className="sb-quiet">{t("home.hint")}</p>
      <Answer of={useMyFollowUps(brand)}>{(items) => (items.length === 0 ? <Nothing text={t("home.none")} /> : <FollowUps brand={brand} items={items} />)}</Answer>
    </section>
  );
}
