import { Flex, Tag as Chip } from "antd";

interface Named {
  id: number | string;
  name: string;
}

interface Props {
  tags: Named[];
  /** How many are shown before "+n". */
  max?: number;
  onRemove?: (id: Named["id"]) => void;
}

export function TagChips({ tags, max = 100, onRemove }: Props) {
  if (tags.length === 0) return <span className="siyu-quiet">—</span>;
  return (
    <Flex gap={4} wrap>
      {tags.slice(0, max).map((tag) => (
        <Chip key={tag.id} {...(onRemove && { closable: true, onClose: () => onRemove(tag.id) })}>
          {tag.name}
        </Chip>
      ))}
      {tags.length > max && <Chip title={tags.slice(max).map((tag) => tag.name).join("、")}>+{tags.length - max}</Chip>}
    </Flex>
  );
}
