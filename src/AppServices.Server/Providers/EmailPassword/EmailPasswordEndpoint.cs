using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Http;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>POST <c>/app/{app}/auth/providers/local-userpass/...</c>, all without a token. Source: client-api 4.</summary>
internal sealed class EmailPasswordEndpoint(AppCatalog apps, LoginLimiter limiter)
{
    /// <summary>The operations by the end of their path.</summary>
    public IReadOnlyDictionary<string, RequestDelegate> Operations => new Dictionary<string, RequestDelegate>
    {
        ["register"] = context => AnswerAsync(context, 201, (accounts, body) => accounts.Registration.RegisterAsync(
            body.RequiredText("email"), body.RequiredText("password"), FunctionRequests.Of(context), context.RequestAborted)),
        ["confirm"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.Confirmation.ConfirmAsync(
            body.RequiredText("token"), body.RequiredText("tokenId"), context.RequestAborted)),
        ["confirm/send"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.Confirmation.SendAgainAsync(
            body.RequiredText("email"), FunctionRequests.Of(context), context.RequestAborted)),
        ["confirm/call"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.Confirmation.CallAgainAsync(
            body.RequiredText("email"), FunctionRequests.Of(context), context.RequestAborted)),
        ["reset"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.PasswordReset.ResetAsync(
            body.RequiredText("token"), body.RequiredText("tokenId"), body.RequiredText("password"), context.RequestAborted)),
        ["reset/send"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.PasswordReset.SendAsync(
            body.RequiredText("email"), context.RequestAborted)),
        ["reset/call"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.PasswordReset.CallAsync(
            body.RequiredText("email"), body.RequiredText("password"), Arguments(body), FunctionRequests.Of(context),
            context.RequestAborted)),
    };

    private async Task AnswerAsync(HttpContext context, int status, Func<EmailAccounts, BsonDocument, Task> operate)
    {
        EmailAccounts accounts = ((EmailPasswordProvider)apps.OfPath(context).Provider(ProviderTypes.EmailPassword)).Accounts;
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        string? account = body.TryGetValue("email", out BsonValue? email) && email.IsString && status == 200
            ? $"{context.Request.RouteValues["app"]} {email.AsString}"
            : null;
        limiter.Count(FunctionRequests.Of(context).RemoteAddress, account);
        await operate(accounts, body);
        await ApiReply.EmptyAsync(context, status);
    }

    private static IReadOnlyList<BsonValue> Arguments(BsonDocument body) => body.GetValue("arguments", BsonNull.Value) switch
    {
        BsonArray arguments => [.. arguments],
        BsonNull => [],
        _ => throw new ApiException(400, "InvalidParameter", "'arguments' must be an array"),
    };
}
