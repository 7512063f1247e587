import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { formatTime } from "@/ui/format";
import type { Stretch } from "./api";
import { percent } from "./times";

const ROWS_MAX = 12;
const STEPS = 4;

/** One row a person: green on duty, orange standing in; hours without automatic acceptance are hatched. */
export function DutyTimeline({ stretches, names }: { stretches: Stretch[]; names: Map<number, string> }) {
  const { t } = useTranslation("acquisition");
  const [first] = stretches;
  const last = stretches.at(-1);
  if (!first || !last) return null;
  const people = [...new Set(stretches.flatMap((each) => each.answer.staff_ids))];
  const ticks = Array.from({ length: STEPS + 1 }, (_, step) => first.from_ms + ((last.until_ms - first.from_ms) * step) / STEPS);
  return (
    <figure className="acq-timeline" aria-label={t("timeline.title")}>
      <figcaption className="siyu-quiet">{t("timeline.title")}</figcaption>
      {people.slice(0, ROWS_MAX).map((id) => (
        <div key={id} className="acq-row">
          <span className="acq-row-name" title={names.get(id)}>{names.get(id) ?? `#${id}`}</span>
          <span className="acq-bar">
            {stretches.filter((each) => each.answer.staff_ids.includes(id)).map((each) => (
              <Piece key={each.from_ms} stretch={each} from={first.from_ms} until={last.until_ms} />
            ))}
          </span>
        </div>
      ))}
      {people.length > ROWS_MAX && <div className="siyu-quiet">{t("timeline.more", { count: people.length - ROWS_MAX })}</div>}
      <div className="acq-ticks" aria-hidden>
        {ticks.map((tick) => (
          <span key={tick}>{formatTime(tick).slice(-5)}</span>
        ))}
      </div>
      <div className="acq-legend siyu-quiet">
        <span><i className="acq-piece acq-duty" /> {t("timeline.duty")}</span>
        <span><i className="acq-piece acq-backup" /> {t("timeline.backup")}</span>
        <span><i className="acq-piece acq-asks" /> {t("timeline.asks")}</span>
      </div>
    </figure>
  );
}

function Piece({ stretch, from, until }: { stretch: Stretch; from: number; until: number }) {
  const { t } = useTranslation("acquisition");
  const left = percent(stretch.from_ms, from, until);
  const width = percent(stretch.until_ms, from, until) - left;
  const kind = stretch.answer.reason === "duty" ? "acq-duty" : "acq-backup";
  const said = `${formatTime(stretch.from_ms)} – ${formatTime(stretch.until_ms)} · ${stretch.answer.reason_words} · ${t(stretch.answer.skip_verify ? "preview.accepts" : "preview.asks")}`;
  return (
    <Tooltip title={said}>
      <i className={`acq-piece ${kind} ${stretch.answer.skip_verify ? "" : "acq-asks"}`} style={{ left: `${left}%`, width: `${width}%` }} role="img" aria-label={said} />
    </Tooltip>
  );
}
