// An API for rules to call, and templates with rules: what the tests of events share.
import { createServer } from "node:http";
import { once } from "node:events";

/**
 * An API on a socket of its own that every origin may call: `answer(request)` says what it answers, `{ status, headers, body,
 * after }`; it notes what it got in `requests`, preflights left out.
 */
export async function startTarget(answer = () => ({})) {
  const requests = [];
  const http = createServer(async (request, response) => {
    const cors = {
      "access-control-allow-origin": "*", "access-control-allow-methods": "GET, POST, PUT, DELETE, PATCH",
      "access-control-allow-headers": "authorization, content-type, range, x-api-key, x-ticket", "access-control-expose-headers": "retry-after", "access-control-max-age": "600",
    };
    if (request.method === "OPTIONS") return response.writeHead(204, cors).end();
    let body = "";
    for await (const part of request) body += part;
    const got = { method: request.method, url: request.url, headers: request.headers, body, at: Date.now() };
    requests.push(got);
    const { status = 200, headers = {}, body: text = "{}", after = 0 } = answer(got, requests.length);
    setTimeout(() => response.writeHead(status, { "content-type": "application/json", ...cors, ...headers }).end(text), after);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return { origin: `http://127.0.0.1:${http.address().port}`, requests, close: () => http.close() };
}

/** The template that the article prints, with nothing around it. */
export const ARTICLE = `########################   API Connection   ############################
MyConnection:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: BASIC
      Description: 'My connection with username/password'
      AuthParameters:
        BasicAuthParameters :
          Username : !Ref APIKeyValue
          Password : !Ref Password
########################   API Destination   ############################
MyApiDestination:
    Type: AWS::Events::ApiDestination
    Properties:
      Name: 'FreshdeskAPI'
      ConnectionArn: !GetAtt MyConnection.Arn
      InvocationEndpoint: !Ref FreshdeskURL
      HttpMethod: PUT
      InvocationRateLimitPerSecond: 10
########################   Event Rule to invoke API destination   ############################
EventRule: 
    Type: AWS::Events::Rule
    Properties: 
      Description: "EventRule"
      State: "ENABLED"
      EventBusName: !Ref MyEventBus
      EventPattern: 
        source:
          - "fw-sentiment"       
      Targets: 
        - Arn: !GetAtt MyApiDestination.Arn
          RoleArn: !GetAtt EventBridgeTargetRole.Arn
          Id: "MyAPIdestination"
          InputTransformer:
            InputPathsMap:
              id: $.detail.id
              priority: $.detail.priority
            InputTemplate: >
                {
                  "priority": <priority>
                }
          HttpParameters:
            PathParameterValues:
              - $.detail.id
          DeadLetterConfig:
            Arn: !GetAtt MyDLQueue.Arn
`;

/** A template in which a rule for \`shop\` calls an API, with more resources and other properties of the target. */
export const oneRule = (endpoint, { target = {}, destination = {}, resources = {}, targets = [] } = {}) => JSON.stringify({
  Resources: {
    Orders: { Type: "AWS::Events::EventBus", Properties: { Name: "orders" } },
    Api: { Type: "AWS::Events::Connection", Properties: { Name: "shop-api", AuthorizationType: "API_KEY", AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:secretsmanager:shop}}" } } } },
    Destination: { Type: "AWS::Events::ApiDestination", Properties: { Name: "shop", ConnectionArn: { "Fn::GetAtt": ["Api", "Arn"] }, InvocationEndpoint: endpoint, HttpMethod: "POST", ...destination } },
    Dead: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead" } },
    OnOrder: {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: "on-order", EventBusName: { Ref: "Orders" }, EventPattern: { source: ["shop"] },
        Targets: [
          { Id: "api", Arn: { "Fn::GetAtt": ["Destination", "Arn"] }, RoleArn: "arn:aws:iam::123456789012:role/events", DeadLetterConfig: { Arn: { "Fn::GetAtt": ["Dead", "Arn"] } }, ...target },
          ...targets,
        ],
      },
    },
    ...resources,
  },
}, null, 2);

/** Events of the shop, as entries of PutEvents. */
export const orders = (count, detail = (number) => ({ id: number })) =>
  JSON.stringify(Array.from({ length: count }, (_, number) => ({ EventBusName: "orders", Source: "shop", DetailType: "Order placed", Detail: detail(number + 1) })), null, 2);
