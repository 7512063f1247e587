import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { startWith } from "@/i18n/language";
import { App } from "./App";
import en from "./en.json";
import { makeQueries } from "./queries";
import "./sidebar.css";
import zh from "./zh.json";

startWith({ zh: { sidebar: zh }, en: { sidebar: en } }, "sidebar");
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <QueryClientProvider client={makeQueries()}>
      <App />
    </QueryClientProvider>,
  );
}
