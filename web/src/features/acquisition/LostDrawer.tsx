import { Drawer, Pagination } from "antd";
import { useState } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Page } from "@/api/lists";
import { useBrand } from "@/api/session";
import type { components } from "@/api/schema";
import { EmptyState } from "@/ui/EmptyState";
import { formatPeople } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import "./acquisition.css";

export type LostPerson = components["schemas"]["LostPersonOut"];
export type LoadLost = (cursor: number | undefined) => Promise<Page<LostPerson>>;
const ROWS = 20;

interface Props {
  count: number;
  /** Names what is asked for in the cache, e.g. ["live-codes", 3, {…}]. */
  name: readonly unknown[];
  load: LoadLost;
}

/** A figure of people lost that opens who they are. */
export function LostLink({ count, name, load }: Props) {
  const { t } = useTranslation("acquisition");
  const [open, setOpen] = useState(false);
  if (count === 0) return <span className="siyu-number">{formatPeople(0)}</span>;
  // A row that opens its page must not do so when its figure, or the drawer behind it, is clicked.
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <button type="button" className="acq-figure siyu-number" aria-label={t("lost.open", { people: formatPeople(count) })} onClick={() => setOpen(true)}>
        {formatPeople(count)}
      </button>
      {open && <LostDrawer name={name} load={load} onClose={() => setOpen(false)} />}
    </span>
  );
}

function LostDrawer({ name, load, onClose }: { name: readonly unknown[]; load: LoadLost; onClose: () => void }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [cursors, setCursors] = useState<(number | undefined)[]>([undefined]);
  const cursor = cursors.at(-1);
  const people = useQuery({
    queryKey: [brand.code, ...name, "lost", cursor],
    placeholderData: keepPreviousData,
    queryFn: () => load(cursor),
  });
  return (
    <Drawer open title={t("lost.title")} size="large" onClose={onClose}>
      <Loaded query={people}>
        {(page) =>
          page.items.length === 0 ? (
            <EmptyState title={t("lost.hidden")} hint={t("lost.hiddenHint")} />
          ) : (
            <>
              <ul className="acq-lost">
                {page.items.map((each) => (
                  <li key={`${each.customer_id}-${each.at_ms}`}>
                    <Link to={paths.customer(brand.code, each.customer_id)}>{each.name || t("lost.unnamed")}</Link>
                    <span className="siyu-quiet">{t("lost.from", { staff: each.staff })}</span>
                    <span className="siyu-quiet">{t("lost.came")} <TimeText atMs={each.at_ms} /></span>
                    <span>{t("lost.left")} <TimeText atMs={each.lost_at_ms} /></span>
                  </li>
                ))}
              </ul>
              <Pagination
                simple={{ readOnly: true }}
                pageSize={ROWS}
                showSizeChanger={false}
                total={page.total ?? 0}
                current={cursors.length}
                onChange={(to) => setCursors((held) => (to > held.length ? [...held, Number(page.next_cursor)] : held.slice(0, to)))}
              />
            </>
          )
        }
      </Loaded>
    </Drawer>
  );
}
