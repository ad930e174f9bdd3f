using System.Threading;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Admin.SignIn;

/// <summary>A request of an operator who may make it.</summary>
/// <param name="Context">The request.</param>
/// <param name="Operator">Who makes it.</param>
/// <param name="Session">By which session.</param>
/// <param name="GroupId">The group of this data folder.</param>
/// <param name="Logger">The audit log.</param>
internal sealed record AdminCall(HttpContext Context, OperatorRecord Operator, SessionRecord Session, string GroupId, ILogger Logger)
{
    /// <summary>Ends the work when the client has gone.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>A part of the path.</summary>
    public string Route(string name) => Context.Request.RouteValues[name] as string ?? "";

    /// <summary>A parameter of the query; empty when it is missing.</summary>
    public string Query(string name) => Context.Request.Query[name].ToString();

    /// <summary>Notes a change in the audit log.</summary>
    /// <param name="what">What was done to what, without any secret.</param>
    public void Audit(string what) => AdminLog.Changed(Logger, Operator.Title, what);
}
