import { BranchesOutlined, ClockCircleOutlined, LoginOutlined, LogoutOutlined, SendOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Kind } from "./graph";

/** One icon and one colour a kind; the colours are classes in journeys.css. */
export const ICONS: Record<Kind, ReactNode> = {
  entry: <LoginOutlined />,
  wait: <ClockCircleOutlined />,
  branch: <BranchesOutlined />,
  send: <SendOutlined />,
  exit: <LogoutOutlined />,
};

export const ADDABLE: Exclude<Kind, "entry">[] = ["send", "wait", "branch", "exit"];
