using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Routes;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Webhooks;

/// <summary><c>/app/{app}/service/{service}/incoming_webhook/{hook}</c>. Source: app-folder 8.8.</summary>
internal sealed class WebhookCalls(AppCatalog apps, RouteUsers users)
{
    private const string NotFound = "IncomingWebhookNotFound";

    public async Task AnswerAsync(HttpContext context)
    {
        if (RouteCors.Answer(context)) return;
        RunningApp app = apps.OfPath(context);
        Webhook webhook = Find(app.Definition.Get<AppWebhooks>(), context);
        if (LogEntry.Of(context) is { } entry)
            (entry.Service, entry.Webhook) = ((string)context.Request.RouteValues["service"]!, webhook.Name);
        (RouteSettings settings, CatalogFunction function) = webhook.Good
            ?? throw ApiException.Unavailable(
                $"webhook {webhook} cannot be used, because its configuration is broken; the server's log says where");
        RouteRequest request = await RouteRequest.ReadAsync(context, app, context.Request.Path.Value!, settings.Proof);
        FunctionUser user = webhook.RunsAsCaller
            ? await users.RequireAsync(request, settings, CredentialPlaces.HeadersOrBody)
            : FunctionUser.System;
        BsonValue payload = await LargeBodies.ParseAsync(context, request.Body.Length, () => Payload(request, webhook.Kind));
        (BsonValue value, RouteResponse response) = await RouteCalls.CallAsync(request, settings, function, payload, user);
        await ReplyAsync(context, webhook, value, response);
    }

    private static Webhook Find(AppWebhooks webhooks, HttpContext context)
    {
        string service = (string)context.Request.RouteValues["service"]!, name = (string)context.Request.RouteValues["hook"]!;
        if (!webhooks.ByName.TryGetValue((service, name), out Webhook? webhook))
        {
            throw webhooks.HasService(service)
                ? new ApiException(404, NotFound, $"incoming webhook not found: '{name}'")
                : new ApiException(404, "ServiceNotFound", $"service not found: '{service}'");
        }
        if (webhook.Methods.Contains(context.Request.Method)) return webhook;
        throw AllowedMethods.Refusal(
            context, NotFound, $"incoming webhook not found: {context.Request.Method} '{name}'", webhook.Methods);
    }

    private static BsonValue Payload(RouteRequest request, WebhookKind kind) => kind switch
    {
        WebhookKind.GitHub => Event(request),
        WebhookKind.Twilio => request.Body.Length > 0 ? FormFields.Of(request.Text) : request.Query,
        _ => request.ToDocument(),
    };

    // GitHub sends the event as it is, or as a field of a form.
    private static BsonValue Event(RouteRequest request)
    {
        string type = request.Context.Request.ContentType ?? "";
        bool isForm = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        byte[] json = isForm ? Encoding.UTF8.GetBytes(FormFields.Of(request.Text).GetValue("payload", "").AsString) : request.Body;
        try
        {
            return EjsonReader.Parse(json);
        }
        catch (EjsonFormatException error)
        {
            throw ApiException.BadRequest($"the event is not valid: {error.Message}");
        }
    }

    // app-folder 8.8: what is set is all that is sent, else the value in canonical Extended JSON.
    private static Task ReplyAsync(HttpContext context, Webhook webhook, BsonValue value, RouteResponse response)
    {
        RouteReply.Apply(context, response);
        if (response.Body is { } body) return RouteReply.BodyAsync(context, body, isEjson: true, RouteReply.Json);
        if (response.IsTouched) return Task.CompletedTask;
        if (!webhook.RespondsResult)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        return webhook.Kind == WebhookKind.Twilio && value is BsonString text
            ? RouteReply.TextAsync(context, text.Value)
            : RouteReply.ValueAsync(context, value, isEjson: true, RouteReply.Json);
    }
}
