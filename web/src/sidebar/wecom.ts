import { call, client } from "@/api/client";

/** What the SDK is asked for; WeCom refuses anything that was not named when the page was signed. */
const JS_APIS = ["getContext", "getCurExternalContact", "getCurExternalChat", "sendChatMessage"] as const;

export function isWecom(): boolean {
  return /wxwork\/[\d.]+/i.test(navigator.userAgent);
}

/** Beside whom the page stands: a customer, a group, or nobody (opened from the workbench). */
export interface Beside {
  kind: "customer" | "group" | "nobody";
  externalUserid: string;
}

export type ChatMessage = Record<string, unknown>;

/** Signs the page and asks WeCom where it stands. The SDK is loaded only here, so that other states do not wait for it. */
export async function connect(brand: string): Promise<Beside> {
  const ww = await import("@wecom/jssdk");
  const page = (url: string) => call(client.GET("/api/brands/{brand}/wecom-page", { params: { path: { brand }, query: { url } } }));
  const first = await page(location.href.split("#")[0] ?? "");
  ww.register({
    corpId: first.corpid,
    agentId: first.agentid,
    jsApiList: [...JS_APIS],
    getConfigSignature: async (url) => spelt((await page(url)).config),
    getAgentConfigSignature: async (url) => spelt((await page(url)).agent_config),
  });
  const { entry } = await ww.getContext();
  if (entry === "group_chat_tools") return { kind: "group", externalUserid: "" };
  if (!BESIDE_A_CUSTOMER.has(entry)) return { kind: "nobody", externalUserid: "" };
  const { userId } = await ww.getCurExternalContact();
  return { kind: "customer", externalUserid: userId };
}

const BESIDE_A_CUSTOMER = new Set<string>(["contact_profile", "single_chat_tools", "single_kf_tools", "chat_attachment"]);

function spelt(given: { timestamp: number; nonce: string; signature: string }) {
  return { timestamp: given.timestamp, nonceStr: given.nonce, signature: given.signature };
}

/** Puts a message into the chat that is open beside the page. */
export async function sendToChat(message: ChatMessage): Promise<void> {
  const ww = await import("@wecom/jssdk");
  await ww.sendChatMessage({ ...message, enterChat: true } as never);
}

/** What the SDK rejects with: `errMsg` "sendChatMessage:fail no permission" and the like. */
export function wecomReason(error: unknown): string {
  const told = (error as { errMsg?: unknown } | null)?.errMsg;
  return typeof told === "string" ? told : "";
}
