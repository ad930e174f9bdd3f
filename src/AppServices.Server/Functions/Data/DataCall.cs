using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Values;
using AppServices.Server.Operations;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>What the objects of a data source share: reading arguments, beginning operations, telling errors.</summary>
/// <param name="realm">The world of the call.</param>
/// <param name="source">The data source.</param>
/// <param name="caller">Whose rules apply; null for the system.</param>
internal sealed class DataCall(FunctionRealm realm, DataSource source, IRuleCaller? caller)
{
    public FunctionRealm Realm { get; } = realm;

    public DataSource Source { get; } = source;

    public Engine Engine => Realm.Engine;

    /// <summary>Begins an operation and returns its promise.</summary>
    /// <param name="operation">The work; runs until it first waits, so arguments are read before.</param>
    /// <param name="toScript">What the promise settles with.</param>
    /// <param name="writer">The session in which it writes; null for none.</param>
    public JsValue Begin<T>(Func<CancellationToken, Task<T>> operation, Func<T, JsValue> toScript, SessionObject? writer = null)
    {
        if (Realm.Loop.Operations.IsFull) throw Realm.Error("too many asynchronous operations are pending");
        return Realm.Loop.Operations.Begin(
            async cancellationToken =>
            {
                using IDisposable? writing = writer?.BeginWrite();
                // Another thread goes on with the script meanwhile.
                T result = await Task.Run(() => operation(cancellationToken), cancellationToken);
                return () => toScript(result);
            },
            ToError);
    }

    /// <summary>A document argument; an empty one when it is missing or null.</summary>
    public BsonDocument Document(JsValue value, string name) => value.IsUndefined() || value.IsNull()
        ? []
        : Read(value) as BsonDocument ?? throw Realm.Error($"{name} must be a document");

    /// <summary>A document argument that must be there.</summary>
    public BsonDocument Required(JsValue value, string name) =>
        Read(value) as BsonDocument ?? throw Realm.Error($"{name} must be a document");

    /// <summary>An array of documents.</summary>
    public IReadOnlyList<BsonDocument> Documents(JsValue value, string name)
    {
        var documents = new List<BsonDocument>();
        foreach (BsonValue item in Array(value, name))
            documents.Add(item as BsonDocument ?? throw Realm.Error($"{name} must be an array of documents"));
        return documents;
    }

    public BsonArray Array(JsValue value, string name) => Read(value) as BsonArray ?? throw Realm.Error($"{name} must be an array");

    /// <summary>Any value as BSON. What is undefined becomes null, so that a filter on it does not match everything.</summary>
    public BsonValue Read(JsValue value)
    {
        var reader = new ResultReader(Realm);
        BsonValue read = reader.Read(value);
        return reader.Pending.Count == 0 ? UndefinedAsNull(read) : throw Realm.Error("a promise cannot be stored; await it first");
    }

    /// <summary>The options of a method's call.</summary>
    /// <param name="method">The method.</param>
    /// <param name="value">What the script gave for them.</param>
    /// <exception cref="DocumentException">Something is given that the method does not have.</exception>
    public CallOptions Options(string method, JsValue value)
    {
        if (value.IsUndefined() || value.IsNull()) return new CallOptions(new MongoArguments(method, []), null, null);
        if (value is not ObjectInstance given || given is BsonObject or SessionObject || given.IsArray() || given.IsCallable())
            throw Realm.Error($"the options of {method} must be a document");
        var rest = new JsObject(Engine);
        foreach (JsValue key in given.GetOwnPropertyKeys(Jint.Runtime.Types.String))
            if (key.ToString() != "session") rest.FastSetDataProperty(key.ToString(), given.Get(key));
        SessionObject? session = SessionOf(given);
        return new CallOptions(new MongoArguments(method, Document(rest, $"the options of {method}")), session, session?.InUse);
    }

    /// <summary>The operations with which a call with these options writes.</summary>
    public DocumentOperations Writing(CallOptions options) =>
        Realm.Call.Sessions.ProblemOf(Source.Store, options.Transaction) is { } problem ? throw Realm.Error(problem) : Operations(options);

    /// <summary>Whose operations a call with these options runs: those of its session's transaction, or each by itself.</summary>
    public DocumentOperations Operations(CallOptions options) =>
        Source.Open(caller, options.Arguments.MaxTime, options.Transaction, isFunction: true);

    /// <summary>Runs a method; what the database refuses before it begins is an error of the script, too.</summary>
    /// <exception cref="JavaScriptException">The method is refused.</exception>
    public JsValue Run(Func<JsValue[], JsValue> method, JsValue[] arguments)
    {
        try
        {
            return method(arguments);
        }
        catch (DocumentException refused)
        {
            throw new JavaScriptException(ToError(refused)!);
        }
    }

    public JsValue ToScript(BsonValue? value) => value is null ? JsValue.Null : Realm.Values.ToScript(value);

    /// <summary>The error that a script sees; null for what is no error of the database.</summary>
    public JsValue? ToError(Exception error)
    {
        if (DataErrors.Describe(error) is not { } described) return null;
        ObjectInstance thrown = Realm.Error(described.Text).Error.AsObject();
        thrown.Set("code", JsNumber.Create(described.Number));
        if (error is StoreUnavailableException) Realm.Loop.Codes[thrown] = FunctionException.Unavailable;
        return thrown;
    }

    private SessionObject? SessionOf(ObjectInstance options) => options.Get("session") switch
    {
        SessionObject session => session,
        var none when none.IsUndefined() || none.IsNull() => null,
        _ => throw Realm.Error("'session' must be what startSession() returned"),
    };

    private static BsonValue UndefinedAsNull(BsonValue value)
    {
        switch (value)
        {
            case BsonUndefined:
                return BsonNull.Value;
            case BsonDocument document:
                for (int i = 0; i < document.ElementCount; i++) document[i] = UndefinedAsNull(document[i]);
                return document;
            case BsonArray array:
                for (int i = 0; i < array.Count; i++) array[i] = UndefinedAsNull(array[i]);
                return array;
            default:
                return value;
        }
    }
}
