import { Card, Input, Tag, Tree } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { useUrlState } from "@/ui/useUrlState";
import { useOrgUnits, type OrgUnit } from "./api";
import { buildTree, narrow, type Branch } from "./org_tree";

export function OrganisationPage() {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const units = useOrgUnits(brand.code);
  return (
    <div>
      <PageHeader title={t("org.title")} purpose={t("org.purpose")} />
      <Loaded query={units}>
        {(items) => (items.length === 0 ? <EmptyState title={t("org.empty")} hint={t("org.emptyHint")} /> : <OrgTree units={items} />)}
      </Loaded>
    </div>
  );
}

function OrgTree({ units }: { units: OrgUnit[] }) {
  const { t } = useTranslation("tenancy");
  const [words, setWords] = useUrlState("search");
  const tree = useMemo(() => narrow(buildTree(units), words), [units, words]);
  const open = words ? units.map((unit) => unit.id) : tree.flatMap((root) => [root.unit.id]);
  return (
    <Card>
      <div className="siyu-toolbar">
        <Input.Search
          allowClear
          className="siyu-search"
          defaultValue={words}
          placeholder={t("org.search")}
          aria-label={t("org.search")}
          onChange={(event) => setWords(event.target.value.trim())}
        />
      </div>
      {tree.length === 0 ? (
        <EmptyState title={t("ui:list.noMatch")} hint={t("ui:list.noMatchHint")} />
      ) : (
        // The key opens the matches again for every new search.
        <Tree key={words} blockNode showLine selectable={false} defaultExpandedKeys={open} treeData={tree.map(asNode)} titleRender={(node) => <UnitName unit={node.unit} />} />
      )}
    </Card>
  );
}

interface Node {
  key: number;
  unit: OrgUnit;
  children: Node[];
}

function asNode(branch: Branch): Node {
  return { key: branch.unit.id, unit: branch.unit, children: branch.children.map(asNode) };
}

function UnitName({ unit }: { unit: OrgUnit }) {
  const { t } = useTranslation("tenancy");
  return (
    <span>
      {unit.name} <Tag variant="filled">{t(`org.levels.${unit.level}`)}</Tag>
      {unit.city && <span className="siyu-quiet">{unit.city}</span>}
    </span>
  );
}
