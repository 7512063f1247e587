import { Button } from "antd-mobile";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/problem";
import { formatTime } from "@/ui/format";
import { tell } from "./notice";
import { useSettle, type FollowUp } from "./api";

/** What is to be done, the earliest first; overdue ones say so. */
export function FollowUps({ brand, items }: { brand: string; items: FollowUp[] }) {
  const { t } = useTranslation("sidebar");
  const settle = useSettle(brand);
  const mark = (id: number, state: FollowUp["state"]) =>
    settle.mutate({ id, state }, { onError: (error) => tell(toProblem(error).detail, true) });
  return (
    <section>
      <h3>{t("followUps.title")}</h3>
      {items.map((each) => (
        <article key={each.id} className="sb-row">
          <div className="sb-grow">
            <p className="sb-words">
              {each.customer && <strong>{each.customer}：</strong>}
              {each.text}
            </p>
            <p className={each.is_overdue ? "sb-late" : "sb-quiet"}>
              {formatTime(each.due_at_ms)} {each.is_overdue && t("followUps.late")}
            </p>
          </div>
          <Button disabled={settle.isPending} onClick={() => mark(each.id, "done")}>
            {t("followUps.done")}
          </Button>
        </article>
      ))}
    </section>
  );
}
