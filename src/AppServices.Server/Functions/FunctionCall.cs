using System.Collections.Generic;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>One call from outside the script engine.</summary>
/// <param name="Name">The function.</param>
/// <param name="Arguments">Its arguments, in order.</param>
/// <param name="User">Who calls; <see cref="FunctionUser.System"/> for the server itself.</param>
/// <param name="Request">The HTTP request behind the call.</param>
internal sealed record FunctionCall(string Name, IReadOnlyList<BsonValue> Arguments, FunctionUser User, FunctionRequest Request)
{
    /// <summary>
    /// Whether a client asked for this call. Otherwise private functions are allowed and <c>can_evaluate</c> is not asked.
    /// </summary>
    public bool FromClient { get; init; } = true;

    /// <summary>
    /// Whether an endpoint of the app leads to the function, which then may be private; <c>can_evaluate</c> is asked all the same.
    /// </summary>
    public bool FromEndpoint { get; init; }

    /// <summary>Its last argument, whose methods decide about the HTTP response; null for none.</summary>
    public ICallResponse? Response { get; init; }

    /// <summary>How many rules called functions that called rules, up to this call.</summary>
    public int RuleDepth { get; init; }

    /// <summary>The sessions that its functions begin.</summary>
    public CallSessions Sessions { get; init; } = new();
}

/// <summary>What a function decides about the HTTP response by the methods of an argument (app-folder 8.2).</summary>
internal interface ICallResponse
{
    /// <summary>The object for a script, whose methods return it, so that calls can be chained.</summary>
    JsValue Create(FunctionRealm realm);
}
