// Smart Forms' renderer on a page: window.fill(questionnaire, response), then window.filled().
import React from "react";
import { createRoot } from "react-dom/client";
import { QueryClientProvider } from "@tanstack/react-query";
import {
  BaseRenderer,
  RendererThemeProvider,
  buildForm,
  getResponse,
  removeEmptyAnswersFromResponse,
  removeInternalIdsFromResponse,
  useRendererQueryClient,
} from "@aehrc/smart-forms-renderer";

function Form() {
  return (
    <RendererThemeProvider>
      <QueryClientProvider client={useRendererQueryClient()}>
        <BaseRenderer />
      </QueryClientProvider>
    </RendererThemeProvider>
  );
}

window.fill = async (questionnaire, questionnaireResponse) => {
  window.questionnaire = questionnaire;
  // A terminology server on this page's own host, which has none: our forms need no terminology.
  await buildForm({ questionnaire, questionnaireResponse, terminologyServerUrl: `${location.origin}/none` });
  createRoot(document.getElementById("form")).render(<Form />);
};

// What the Smart Forms application does before it saves; as JSON, which has no undefined.
window.filled = () => {
  const answered = removeEmptyAnswersFromResponse(window.questionnaire, getResponse());
  return JSON.parse(JSON.stringify(removeInternalIdsFromResponse(window.questionnaire, answered)));
};
