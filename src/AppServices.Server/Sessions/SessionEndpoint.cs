using System.Threading.Tasks;
using AppServices.Server.Http;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Sessions;

/// <summary>POST and DELETE <c>/auth/session</c>, DELETE <c>/auth/delete</c>. Source: client-api 3.3, 3.4, 3.8.</summary>
internal sealed class SessionEndpoint(Authenticator authenticator, UserDirectory users, AccessTokens tokens, TokenLifetimes lifetimes)
{
    public async Task RefreshAsync(HttpContext context)
    {
        (Caller caller, SessionRecord session) = await authenticator.RequireRefreshAsync(context);
        string token = await tokens.IssueAsync(caller.App, session, context.RequestAborted);
        if (session.IsAnonymous) await users.Sessions.UseAsync(session, lifetimes.AnonymousIdle, context.RequestAborted);
        await ApiReply.ObjectAsync(context, 201, writer => writer.WriteString("access_token", token));
    }

    public async Task EndAsync(HttpContext context)
    {
        (_, SessionRecord session) = await authenticator.RequireRefreshAsync(context);
        await users.Sessions.EndAsync(session, context.RequestAborted);
        await ApiReply.EmptyAsync(context, 204);
    }

    public async Task DeleteUserAsync(HttpContext context)
    {
        Caller caller = await authenticator.RequireAccessAsync(context, Authenticator.MissingHeader);
        await users.DeleteAsync(caller.User.Id, context.RequestAborted);
        await ApiReply.EmptyAsync(context, 204);
    }
}
