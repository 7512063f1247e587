import { Flex, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { typeset } from "@/i18n/typeset";
import { Figure, type Change } from "@/ui/Figure";
import { formatDay } from "@/ui/format";
import { PeopleLink, SaveAsSegment } from "@/ui/PeopleLink";
import type { Comparison, Figure as FigureData } from "./api";
import { sayChange, sayExactly, sayValue } from "./say";

interface Props {
  figures: FigureData[];
  /** The same figures over earlier periods. */
  comparisons?: Comparison[];
}

/** Figures in a row, each with its meaning, its change, the people behind it and the way to keep them. */
export function FigureCards({ figures, comparisons = [] }: Props) {
  return (
    <div className="ins-figures">
      <div className="siyu-figures">
        {figures.map((figure) => (
          <FigureCard key={figure.key} figure={figure} comparisons={comparisons} />
        ))}
      </div>
    </div>
  );
}

function FigureCard({ figure, comparisons }: { figure: FigureData; comparisons: Comparison[] }) {
  const { t } = useTranslation("insights");
  const value = sayValue(figure, (count) => t("days", { count }));
  return (
    <Figure
      label={figure.label}
      definition={typeset(figure.definition)}
      value={<Tooltip title={sayExactly(figure)}>{value}</Tooltip>}
      changes={useChanges(figure, comparisons)}
      footer={<People figure={figure} />}
    />
  );
}

function useChanges(figure: FigureData, comparisons: Comparison[]): Change[] {
  const { t } = useTranslation("insights");
  return comparisons.flatMap(({ against, first_day, last_day, values }) => {
    const then = values[figure.key];
    const told = sayChange(figure, then);
    if (told === null || typeof then !== "number") return [];
    const span = { from: formatDay(first_day), to: formatDay(last_day), value: sayValue({ ...figure, value: then }, (count) => t("days", { count })) };
    return [{ against: t(`against.${against}`), told, hint: t("against.hint", span) }];
  });
}

/** Where the figure is a number of people it is not said again; where it is not, the people it was earned from are. */
function People({ figure: { rule, people, unit } }: { figure: FigureData }) {
  const { t } = useTranslation("insights");
  if (!rule || people === null) return null;
  return (
    <Flex gap={8} wrap className="ins-actions">
      {unit === "people" ? <PeopleLink count={people} rule={rule}>{t("seePeople")}</PeopleLink> : <PeopleLink count={people} rule={rule} />}
      {unit === "people" && people > 0 && <SaveAsSegment rule={rule}>{t("saveShort")}</SaveAsSegment>}
    </Flex>
  );
}
