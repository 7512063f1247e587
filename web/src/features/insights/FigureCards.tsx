import { Flex, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Figure } from "@/ui/Figure";
import { PeopleLink, SaveAsSegment } from "@/ui/PeopleLink";
import type { Figure as FigureData } from "./api";
import { sayExactly, sayValue } from "./say";

/** Figures in a row, each with its meaning, the people behind it and the way to keep them. */
export function FigureCards({ figures }: { figures: FigureData[] }) {
  return (
    <div className="ins-figures">
      <div className="siyu-figures">
        {figures.map((figure) => (
          <FigureCard key={figure.key} figure={figure} />
        ))}
      </div>
    </div>
  );
}

function FigureCard({ figure }: { figure: FigureData }) {
  const { t } = useTranslation("insights");
  const value = sayValue(figure, (count) => t("days", { count }));
  const { rule, people } = figure;
  return (
    <Figure
      label={figure.label}
      definition={figure.definition}
      value={<Tooltip title={sayExactly(figure)}>{value}</Tooltip>}
      footer={
        rule &&
        people !== null && (
          <Flex gap={8} wrap className="ins-actions">
            <PeopleLink count={people} rule={rule} />
            {people > 0 && <SaveAsSegment rule={rule}>{t("saveShort")}</SaveAsSegment>}
          </Flex>
        )
      }
    />
  );
}
