import { Alert, Button, Card, Flex, Input, Radio, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { RightButton } from "@/ui/RightButton";
import { useNotify } from "@/ui/useNotify";
import { useDeleteWord, useRules, useSaveWords, useWords, type Level, type Watched, type Word } from "./api";
import { LEVEL_COLOURS } from "./HitsTab";
import { KeysCard } from "./KeysCard";
import { LookBack } from "./LookBack";
import { RulesCard } from "./RulesCard";

const LEVELS: Level[] = ["high", "medium", "low"];
const WATCHED: Watched[] = ["both", "staff", "customer"];

/** Which words are looked for, how long messages are kept, and the keys that open them. */
export function SettingsTab() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const rules = useRules(brand.code);
  return (
    <div className="siyu-stack">
      <Alert type="info" showIcon title={t("law.title")} description={t("law.text")} />
      <div className="arc-settings">
        <WordsCard />
        <Loaded query={rules}>{(data) => <RulesCard rules={data} />}</Loaded>
        <KeysCard />
      </div>
    </div>
  );
}

function WordsCard() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const words = useWords(brand.code);
  return (
    <Card title={t("words.title")}>
      <p className="siyu-quiet siyu-first">{t("words.hint")}</p>
      <AddWords />
      <Loaded query={words} rows={2}>{(data) => <WordTags words={data} />}</Loaded>
      {(words.data?.length ?? 0) > 0 && <LookBack />}
    </Card>
  );
}

function AddWords() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const notify = useNotify();
  const save = useSaveWords(brand.code);
  const [text, setText] = useState("");
  const [level, setLevel] = useState<Level>("medium");
  const [watched, setWatched] = useState<Watched>("both");
  const words = text.split(/[\n,，、]/).map((each) => each.trim()).filter(Boolean);
  const submit = () =>
    save.mutate(
      { words, level, watched },
      {
        onSuccess: () => {
          setText("");
          notify.done(t("words.saved", { count: words.length }));
        },
        onError: notify.failed,
      },
    );
  return (
    <Flex vertical gap={8}>
      <Input.TextArea rows={3} value={text} aria-label={t("words.new")} placeholder={t("words.placeholder")} onChange={(event) => setText(event.target.value)} />
      <Flex gap={8} wrap>
        <Select aria-label={t("hits.level")} value={level} onChange={setLevel} options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))} />
        <Radio.Group optionType="button" aria-label={t("words.watched")} value={watched} onChange={(event) => setWatched(event.target.value as Watched)} options={WATCHED.map((value) => ({ value, label: t(`watched.${value}`) }))} />
        <RightButton needs="archive.write" type="primary" disabled={words.length === 0} loading={save.isPending} onClick={submit}>
          {t("words.add")}
        </RightButton>
      </Flex>
    </Flex>
  );
}

const SHOWN = 200;

function WordTags({ words }: { words: Word[] }) {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const notify = useNotify();
  const remove = useDeleteWord(brand.code);
  const [all, setAll] = useState(false);
  if (words.length === 0) return <EmptyState title={t("words.empty")} />;
  return (
    <div className="arc-words">
      {(all ? words : words.slice(0, SHOWN)).map((each) => (
        <Tag
          key={each.id}
          color={LEVEL_COLOURS[each.level]}
          closable={brand.can["archive.write"] === true}
          onClose={(event) => {
            event.preventDefault();
            remove.mutate(each.id, { onError: notify.failed });
          }}
        >
          {each.word} · {t(`watched.${each.watched}`)}
        </Tag>
      ))}
      {!all && words.length > SHOWN && (
        <Button size="small" type="link" onClick={() => setAll(true)}>
          {t("words.all", { words: formatNumber(words.length) })}
        </Button>
      )}
    </div>
  );
}
