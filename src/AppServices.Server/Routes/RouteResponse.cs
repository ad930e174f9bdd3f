using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Values;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Routes;

/// <summary>What a function decides about the reply through its argument <c>response</c>. Source: app-folder 8.2.</summary>
internal sealed class RouteResponse : ICallResponse
{
    private const int LeastStatus = 200;
    private const int GreatestStatus = 599;
    private const string Marks = "!#$%&'*+-.^_`|~";

    // The connection is the server's, which sets these as they must be.
    private static readonly HashSet<string> s_ownHeaders =
        new(StringComparer.OrdinalIgnoreCase) { "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "Trailer" };

    private readonly List<(string Name, string Value)> _headers = [];

    /// <summary>The status; null when none was set.</summary>
    public int? Status { get; private set; }

    /// <summary>The headers in their order; one may be there more than once.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers => _headers;

    /// <summary>The body: a text, bytes, null for an empty one, or a value; null when none was set.</summary>
    public BsonValue? Body { get; private set; }

    /// <summary>Whether anything was set.</summary>
    public bool IsTouched => Status is not null || Body is not null || _headers.Count > 0;

    public JsValue Create(FunctionRealm realm)
    {
        var response = new JsObject(realm.Engine);
        Add("setStatusCode", arguments => Status = ReadStatus(arguments));
        Add("setBody", arguments => Body = ReadBody(realm, arguments[0]));
        Add("setHeader", arguments =>
        {
            (string Name, string Value) header = ReadHeader(arguments);
            _headers.RemoveAll(other => other.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase));
            Append(header);
        });
        Add("addHeader", arguments => Append(ReadHeader(arguments)));
        return response;

        void Add(string name, Action<ScriptArguments> set) => response.With(realm.Engine, name, arguments =>
        {
            set(new ScriptArguments(realm.Engine, arguments));
            return response;
        });
    }

    private void Append((string Name, string Value) header)
    {
        if (!s_ownHeaders.Contains(header.Name)) _headers.Add(header);
    }

    private static int ReadStatus(ScriptArguments arguments)
    {
        double status = arguments.Number(0);
        return status is >= LeastStatus and <= GreatestStatus && status == Math.Truncate(status)
            ? (int)status
            : throw arguments.Wrong($"a status code is a whole number from {LeastStatus} to {GreatestStatus}, not {arguments.Text(0)}");
    }

    private static BsonValue ReadBody(FunctionRealm realm, JsValue value)
    {
        var reader = new ResultReader(realm);
        BsonValue body = reader.Read(value);
        return reader.Pending.Count == 0 ? body : throw realm.Error("a promise or cursor cannot be a body; await what it gives first");
    }

    private static (string Name, string Value) ReadHeader(ScriptArguments arguments)
    {
        string name = arguments.Text(0), value = arguments.Text(1);
        if (name.Length == 0
            || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || Marks.Contains(letter, StringComparison.Ordinal)))
            throw arguments.Wrong($"'{name}' is no name of a header");
        return value.Any(static letter => char.IsControl(letter) && letter != '\t')
            ? throw arguments.Wrong($"the value of header '{name}' has characters that headers cannot have")
            : (name, value.Trim());
    }
}
