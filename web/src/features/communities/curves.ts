/** Comings and goings over some days. */
export function sums(days: { joined: number; left: number }[]): { joined: number; left: number } {
  return days.reduce((sum, each) => ({ joined: sum.joined + each.joined, left: sum.left + each.left }), { joined: 0, left: 0 });
}

/** Who has ever come into a group, as a segment rule. */
export function groupRule(chatId: string): unknown {
  return { event: "Group Joined", measure: "count", op: ">=", value: 1, where: [{ property: "group_id", op: "=", value: chatId }] };
}

/** Who has ever come by a group code, as a segment rule. */
export function codeRule(state: string): unknown {
  return { event: "Group Joined", measure: "count", op: ">=", value: 1, where: [{ property: "state", op: "=", value: state }] };
}

/** The name of the group that WeCom opens next: base name and number, as its page shows it. */
export function nextGroupName(base: string | undefined, number: number | null | undefined, fallback: string): string {
  return `${base?.trim() || fallback}${number ?? 1}`;
}
