// Documents whose state machine calls a Lambda function with code.
import { deflateRawSync } from "node:zlib";
import { definition, fill, input, paste, run } from "./playground.mjs";

/** A template with one function, `Fetch`, and a machine whose state `Call` calls it. */
export function withCode(code, { env, properties, task, states, direct } = {}) {
  const call = direct ? { Resource: "${Fetch}" } : { Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "${Fetch}", "Payload.$": "$" } };
  const after = states ? { Next: Object.keys(states)[0] } : { End: true };
  return JSON.stringify({
    Resources: {
      Fetch: { Type: "AWS::Serverless::Function", Properties: { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: code, ...(env && { Environment: { Variables: env } }), ...properties } },
      Machine: {
        Type: "AWS::Serverless::StateMachine",
        Properties: { Definition: { StartAt: "Call", States: { Call: { Type: "Task", ...call, ...task, ...after }, ...states } }, DefinitionSubstitutions: { Fetch: { "Fn::GetAtt": ["Fetch", "Arn"] } }, Policies: [{ LambdaInvokePolicy: { FunctionName: { Ref: "Fetch" } } }] },
      },
    },
  }, null, 2);
}

/** The properties of a function in Python. */
export const python = { Runtime: "python3.13", Handler: "index.lambda_handler", Timeout: 20 };

/** Puts the code into the page and runs it. */
export async function runCode(page, code, options = {}) {
  await paste(page, definition(page), withCode(code, options));
  await fill(page, input(page), options.input ?? {});
  await run(page).click();
}

/** The fragment of a link to such a document. */
export const linkTo = (def, given = "{}") => deflateRawSync(JSON.stringify({ v: 1, def, input: given })).toString("base64url");

/** Presses Stop, and gives the milliseconds until the sandbox, with all that runs in it, is taken out of the page. */
export const stopped = (page) => page.evaluate(() => new Promise((resolve) => {
  const frame = document.querySelector("iframe[sandbox]");
  // What is drawn afterwards, and when, is another matter: a frame that waits to be drawn is none that runs.
  const observer = new MutationObserver(() => {
    if (frame.isConnected) return;
    observer.disconnect();
    resolve(performance.now() - began);
  });
  observer.observe(frame.parentNode, { childList: true });
  const began = performance.now();
  document.querySelector("[data-testid=stop-button]").click();
}));
