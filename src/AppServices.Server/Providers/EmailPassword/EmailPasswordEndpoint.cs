using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Http;
using AppServices.Server.Settings;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>POST <c>/app/{app}/auth/providers/local-userpass/...</c>, all without a token. Source: client-api 4.</summary>
internal sealed class EmailPasswordEndpoint(AppCatalog apps, LoginLimiter limiter, LoginSettings settings)
{
    private static readonly string[] s_telling = ["UserNotFound", "UserAlreadyConfirmed", "AccountNameInUse"];

    /// <summary>The operations by the end of their path.</summary>
    public IReadOnlyDictionary<string, RequestDelegate> Operations => new Dictionary<string, RequestDelegate>
    {
        ["register"] = context => AnswerAsync(context, 201, (accounts, body) => accounts.Registration.RegisterAsync(
            body.RequiredText("email"), body.RequiredText("password"), FunctionRequests.Of(context), context.RequestAborted), isMail: true),
        ["confirm"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.Confirmation.ConfirmAsync(
            body.RequiredText("token"), body.RequiredText("tokenId"), context.RequestAborted)),
        ["confirm/send"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.Confirmation.SendAgainAsync(
            body.RequiredText("email"), FunctionRequests.Of(context), context.RequestAborted), isMail: true),
        ["confirm/call"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.Confirmation.CallAgainAsync(
            body.RequiredText("email"), FunctionRequests.Of(context), context.RequestAborted)),
        ["reset"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.PasswordReset.ResetAsync(
            body.RequiredText("token"), body.RequiredText("tokenId"), body.RequiredText("password"), context.RequestAborted)),
        ["reset/send"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.PasswordReset.SendAsync(
            body.RequiredText("email"), context.RequestAborted), isMail: true),
        ["reset/call"] = context => AnswerAsync(context, 200, (accounts, body) => accounts.PasswordReset.CallAsync(
            body.RequiredText("email"), body.RequiredText("password"), Arguments(body), FunctionRequests.Of(context),
            context.RequestAborted)),
    };

    private async Task AnswerAsync(
        HttpContext context, int status, Func<EmailAccounts, BsonDocument, Task> operate, bool isMail = false)
    {
        EmailAccounts accounts = ((EmailPasswordProvider)apps.OfPath(context).Provider(ProviderTypes.EmailPassword)).Accounts;
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        string? account = body.TryGetValue("email", out BsonValue? email) && email.IsString && status == 200
            ? AccountRecord.Key((string)context.Request.RouteValues["app"]!, email.AsString)
            : null;
        await limiter.CountAsync(FunctionRequests.Of(context).RemoteAddress, account, context.RequestAborted);
        Task operation = operate(accounts, body);
        if (isMail && settings.ConcealAccounts && accounts.Settings.ConfirmsByMail) await ConcealAsync(operation);
        else await operation;
        await ApiReply.EmptyAsync(context, status);
    }

    // Whoever asks sees neither by the reply nor by its time whether there is an account: nobody waits for the mail.
    private static async Task ConcealAsync(Task operation)
    {
        if (!operation.IsCompleted) return;
        try
        {
            await operation;
        }
        catch (ApiException error) when (s_telling.Contains(error.Code))
        {
            // The owner of the address has the account, or nobody has.
        }
    }

    private static IReadOnlyList<BsonValue> Arguments(BsonDocument body) => body.GetValue("arguments", BsonNull.Value) switch
    {
        BsonArray arguments => [.. arguments],
        BsonNull => [],
        _ => throw new ApiException(400, "InvalidParameter", "'arguments' must be an array"),
    };
}
