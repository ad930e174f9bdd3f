using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>
/// What expressions can refer to for one caller: <c>%%user</c>, <c>%%request</c>, <c>%%values</c>, <c>%%environment</c>, and functions.
/// </summary>
/// <param name="rootOf">The value of a name, without the <c>%%</c>; null where there is none. Asked when an expression needs it.</param>
/// <param name="call">Calls a function as the caller; throws <see cref="RuleCallException"/> when it fails.</param>
/// <param name="failed">Told what function failed, and how.</param>
/// <param name="cancellation">Ends the operation that passes the rules.</param>
internal sealed class RuleContext(
    Func<string, BsonValue?> rootOf, Func<string, IReadOnlyList<BsonValue>, Task<BsonValue>> call, Action<string> failed,
    CancellationToken cancellation)
{
    private readonly BsonDocument _roots = [];

    /// <summary>Ends the operation that passes the rules, also in the middle of one document.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The value at a path that begins with one of the names; null where there is none.</summary>
    public BsonValue? Resolve(string[] path)
    {
        if (!_roots.Contains(path[0]) && rootOf(path[0]) is { } made) _roots[path[0]] = made;
        return MemberPath.Find(_roots, path);
    }

    /// <summary>The same for many questions at once: a function is called once with the same arguments.</summary>
    public RuleContext Remembering()
    {
        var called = new Dictionary<(string, BsonArray), Task<BsonValue>>();
        return new RuleContext(rootOf, CallOnce, failed, Cancellation);

        Task<BsonValue> CallOnce(string name, IReadOnlyList<BsonValue> arguments)
        {
            (string, BsonArray) key = (name, [.. arguments]);
            return called.TryGetValue(key, out Task<BsonValue>? known) ? known : called[key] = call(name, arguments);
        }
    }

    /// <summary>The result of a function; unknown when it fails.</summary>
    public async Task<Evaluated> CallAsync(string name, IReadOnlyList<BsonValue> arguments)
    {
        try
        {
            return new Evaluated(await call(name, arguments));
        }
        catch (RuleCallException error)
        {
            failed($"%function '{name}' failed: {error.Message}");
            return Evaluated.Unknown;
        }
    }
}
