import { Flex, Tag as Chip } from "antd";

interface Props {
  tags: string[];
  /** How many are shown before "+n". */
  max?: number;
  onRemove?: (tag: string) => void;
}

export function TagChips({ tags, max = 100, onRemove }: Props) {
  if (tags.length === 0) return <span className="siyu-quiet">—</span>;
  return (
    <Flex gap={4} wrap>
      {tags.slice(0, max).map((tag) => (
        <Chip key={tag} {...(onRemove && { closable: true, onClose: () => onRemove(tag) })}>
          {tag}
        </Chip>
      ))}
      {tags.length > max && <Chip title={tags.slice(max).join("、")}>+{tags.length - max}</Chip>}
    </Flex>
  );
}
