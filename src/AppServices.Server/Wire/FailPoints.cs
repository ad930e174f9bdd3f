using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Settings;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>
/// Faults on demand, for tests of drivers: only where the operator's settings have <c>mongodb.testCommands</c>. Of MongoDB's fail points
/// there are <c>failCommand</c>, <c>failGetMoreAfterCursorCheckout</c> and <c>onPrimaryTransactionalWrite</c>.
/// </summary>
internal sealed class FailPoints(MongodbSettings settings) : IWireCommands
{
    private const string FailCommand = "failCommand";
    private const string FailGetMore = "failGetMoreAfterCursorCheckout";
    private const string TransactionalWrite = "onPrimaryTransactionalWrite";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FailPoint> _set = new(StringComparer.Ordinal);

    public IEnumerable<WireCommand> All =>
        settings.HasTestCommands ? [new("configureFailPoint", ["mode", "data"], Configure) { IsOfAdmin = true }] : [];

    /// <summary>What is to go wrong with a command; null for nothing.</summary>
    public FailPoint? Take(WireClient client, BsonDocument body)
    {
        if (!settings.HasTestCommands || body.ElementCount == 0) return null;
        string name = body.GetElement(0).Name;
        bool isNumbered = body.Contains("txnNumber") && !body.Contains("autocommit");
        lock (_gate)
        {
            if (_set.TryGetValue(FailCommand, out FailPoint? command) && command.Concerns(name, client) && command.Fires()) return command;
            if (name == "getMore" && _set.TryGetValue(FailGetMore, out FailPoint? batch) && batch.Fires()) return batch;
            return isNumbered && _set.TryGetValue(TransactionalWrite, out FailPoint? write) && write.IsNew(body) && write.Fires() ? write
                : null;
        }
    }

    private ValueTask<BsonDocument> Configure(WireCall call, CancellationToken cancellationToken)
    {
        string name = call.Arguments.RequiredText("configureFailPoint");
        // One that is taken for another would fail commands that nobody meant.
        if (name is not (FailCommand or FailGetMore or TransactionalWrite))
            throw DocumentException.BadValue($"There is no fail point '{name}' here.");
        BsonValue mode = call.Arguments.Value("mode") ?? throw call.Arguments.Missing("mode");
        lock (_gate)
        {
            if (mode == "off") _set.Remove(name);
            else _set[name] = FailPoint.Parse(mode, call.Arguments.Document("data") ?? [], closes: name == TransactionalWrite);
        }
        return new ValueTask<BsonDocument>(new BsonDocument("count", 0));
    }
}

/// <summary>What goes wrong, and how often.</summary>
internal sealed class FailPoint
{
    private static readonly Dictionary<int, string> s_names = new()
    {
        [6] = "HostUnreachable", [7] = "HostNotFound", [24] = "LockTimeout", [50] = "MaxTimeMSExpired", [64] = "WriteConcernFailed",
        [89] = "NetworkTimeout", [91] = "ShutdownInProgress", [112] = "WriteConflict", [189] = "PrimarySteppedDown",
        [251] = "NoSuchTransaction", [262] = "ExceededTimeLimit", [9001] = "SocketException", [10107] = "NotWritablePrimary",
        [11600] = "InterruptedAtShutdown", [11601] = "Interrupted", [11602] = "InterruptedDueToReplStateChange",
        [13435] = "NotPrimaryNoSecondaryOk", [13436] = "NotPrimaryOrSecondary",
    };

    // After these a change stream goes on where it was.
    private static readonly int[] s_resumable = [6, 7, 63, 89, 91, 133, 150, 189, 234, 262, 9001, 10107, 11600, 11602, 13388, 13435, 13436];

    private readonly HashSet<BsonValue> _done = [];
    private readonly BsonDocument _data;
    private long _skipped;
    private long _left;

    private FailPoint(BsonDocument data, bool closes, long skipped, long left) =>
        (_data, ClosesConnection, _skipped, _left) = (data, data.GetValue("closeConnection", closes).ToBoolean(), skipped, left);

    /// <summary>How long the command is held up first.</summary>
    public TimeSpan Block => _data.GetValue("blockConnection", false).ToBoolean()
        ? TimeSpan.FromMilliseconds(_data.GetValue("blockTimeMS", 0).ToInt32()) : TimeSpan.Zero;

    /// <summary>Whether the connection is closed: instead of an answer, and before the work unless that is to be done.</summary>
    public bool ClosesConnection { get; }

    /// <summary>Whether the work is done before the connection is closed.</summary>
    public bool WorksFirst => !_data.Contains("failCommands") && !_data.Contains("failBeforeCommitExceptionCode");

    /// <summary>Parses a fail point.</summary>
    /// <param name="mode">How often.</param>
    /// <param name="data">What goes wrong.</param>
    /// <param name="closes">Whether the connection is closed where that is not said.</param>
    /// <exception cref="DocumentException">The mode is none.</exception>
    public static FailPoint Parse(BsonValue mode, BsonDocument data, bool closes) => mode switch
    {
        BsonString { Value: "alwaysOn" } => new FailPoint(data, closes, 0, long.MaxValue),
        BsonDocument times when times.Contains("times") => new FailPoint(data, closes, 0, times["times"].ToInt64()),
        BsonDocument skip when skip.Contains("skip") => new FailPoint(data, closes, skip["skip"].ToInt64(), long.MaxValue),
        _ => throw DocumentException.BadValue("'mode' is 'off', 'alwaysOn', {times: N} or {skip: N}"),
    };

    /// <summary>Whether it is of a command of a client.</summary>
    public bool Concerns(string command, WireClient client) =>
        _data.GetValue("failCommands", BsonNull.Value) is BsonArray names && names.Contains(command)
        && (!_data.Contains("appName") || _data["appName"] == (client.AppName ?? ""));

    /// <summary>Whether a numbered write has yet to be done: one that is repeated goes well.</summary>
    public bool IsNew(BsonDocument body) =>
        !WorksFirst || _done.Add(new BsonArray { body.GetValue("lsid", BsonNull.Value), body.GetValue("txnNumber", BsonNull.Value) });

    /// <summary>Whether it goes wrong this time.</summary>
    public bool Fires()
    {
        if (_skipped == 0) return _left > 0 && _left-- > 0;
        _skipped--;
        return false;
    }

    /// <summary>The reply instead of the work; null where that is done.</summary>
    public BsonDocument? Refusal(BsonDocument body)
    {
        BsonValue code = _data.GetValue("errorCode", _data.GetValue("failBeforeCommitExceptionCode", BsonNull.Value));
        if (code is not { IsNumeric: true }) return null;
        var reply = new BsonDocument
        {
            ["ok"] = 0.0, ["errmsg"] = "Failing command via 'failCommand' failpoint", ["code"] = code.ToInt32(),
            ["codeName"] = s_names.GetValueOrDefault(code.ToInt32(), $"Location{code}"),
        };
        if (_data.GetValue("errorLabels", BsonNull.Value) is BsonArray labels) reply["errorLabels"] = labels;
        else if (!_data.Contains("failCommands") && s_resumable.Contains(code.ToInt32()))
            reply["errorLabels"] = new BsonArray { "ResumableChangeStreamError" };
        else WireErrors.Label(reply, body);
        return reply;
    }

    /// <summary>Adds to the reply what it says of the write concern.</summary>
    public void Complete(BsonDocument reply, BsonDocument body)
    {
        if (_data.GetValue("writeConcernError", BsonNull.Value) is not BsonDocument error) return;
        reply["writeConcernError"] = error;
        if (_data.GetValue("errorLabels", BsonNull.Value) is BsonArray given)
        {
            reply["errorLabels"] = given;
            return;
        }
        if (WireErrors.IsRetryable(error.GetValue("code", 0).ToInt32(), body))
            reply["errorLabels"] = new BsonArray { "RetryableWriteError" };
    }
}
