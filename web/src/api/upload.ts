import { carriedHeaders } from "./client";
import { ApiProblem, toProblem } from "./problem";

interface Upload {
  url: string;
  file: File;
  fields: Record<string, string>;
  onProgress: (share: number) => void;
}

/** Sends a file with its fields; fetch cannot tell how much has gone out, so this one uses XMLHttpRequest. */
export function upload<T>({ url, file, fields, onProgress }: Upload): Promise<T> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries(carriedHeaders("POST"))) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(toProblem(new Error("network")));
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status < 300) resolve(body as T);
      else reject(new ApiProblem((body ?? {}) as object, request.status));
    };
    request.send(form);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
