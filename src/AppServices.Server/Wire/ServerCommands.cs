using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>What shells and tools ask about the server (docs/spec/mongodb.md 8).</summary>
internal sealed class ServerCommands(Cursors cursors, WireSessions sessions, Lazy<CommandTable> table, TimeProvider clock) : IWireCommands
{
    /// <summary>The version of MongoDB whose behaviour the embedded database follows.</summary>
    public const string Version = "8.2.4";
    private static readonly BsonArray s_version = [8, 2, 4, 0];

    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public IEnumerable<WireCommand> All =>
    [
        new("ping", [], static (_, _) => Reply([])) { IsOpen = true, IsStable = true },
        new("buildInfo", [], static (_, _) => Reply(BuildInfo())) { IsOpen = true },
        new("buildinfo", [], static (_, _) => Reply(BuildInfo())) { IsOpen = true },
        new("hostInfo", [], HostInfo),
        new("getParameter", ["allParameters", "featureCompatibilityVersion"], GetParameter) { IsLenient = true },
        new("getCmdLineOpts", [], static (_, _) =>
            Reply(new BsonDocument { ["argv"] = new BsonArray { "appservices-server" }, ["parsed"] = new BsonDocument() })),
        new("getLog", [], GetLog),
        new("serverStatus", [], ServerStatus) { IsLenient = true },
        new("whatsmyuri", [], static (call, _) => Reply(new BsonDocument("you", call.Client.Address.ToString()))),
        new("listCommands", [], ListCommands),
        new("replSetGetStatus", ["initialSync"], SetStatus),
        new("profile", ["slowms", "sampleRate", "filter"], Profile),
        new("top", [], static (_, _) => Reply(new BsonDocument("totals", new BsonDocument("note", "all times in microseconds")))),
        new("usersInfo", ["showCredentials", "showCustomData", "showPrivileges", "showAuthenticationRestrictions", "filter"], UsersInfo),
    ];

    private static ValueTask<BsonDocument> Reply(BsonDocument reply) => new(reply);

    private static BsonDocument BuildInfo() => new()
    {
        ["version"] = Version,
        ["gitVersion"] = "appservices-server",
        ["modules"] = new BsonArray(),
        ["allocator"] = "system",
        ["javascriptEngine"] = "none",
        ["sysInfo"] = "deprecated",
        ["versionArray"] = s_version,
        ["openssl"] = new BsonDocument(),
        ["buildEnvironment"] = new BsonDocument(),
        ["bits"] = 64,
        ["debug"] = false,
        ["maxBsonObjectSize"] = DocumentLimits.MaxBytes,
        ["storageEngines"] = new BsonArray { "sqlite" },
    };

    private ValueTask<BsonDocument> HostInfo(WireCall call, CancellationToken cancellationToken) => Reply(new BsonDocument
    {
        ["system"] = new BsonDocument
        {
            ["currentTime"] = clock.GetUtcNow().UtcDateTime,
            ["hostname"] = Environment.MachineName,
            ["cpuAddrSize"] = IntPtr.Size * 8,
            ["memSizeMB"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024),
            ["numCores"] = Environment.ProcessorCount,
            ["cpuArch"] = RuntimeInformation.OSArchitecture.ToString(),
            ["numaEnabled"] = false,
        },
        ["os"] = new BsonDocument
        {
            ["type"] = OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "Darwin" : "Linux",
            ["name"] = RuntimeInformation.OSDescription,
            ["version"] = Environment.OSVersion.VersionString,
        },
        ["extra"] = new BsonDocument(),
    });

    private static ValueTask<BsonDocument> GetParameter(WireCall call, CancellationToken cancellationToken)
    {
        var known = new BsonDocument
        {
            ["featureCompatibilityVersion"] = new BsonDocument("version", "8.2"),
            ["requireApiVersion"] = false,
            ["authenticationMechanisms"] = new BsonArray { "SCRAM-SHA-256" },
        };
        BsonDocument given = call.Arguments.Given;
        if (given[0] is BsonString { Value: "*" } || given[0] is BsonDocument all && all.GetValue("allParameters", false).ToBoolean())
            return Reply(known);
        BsonElement[] asked = [.. known.Where(each => given.Contains(each.Name))];
        return asked.Length > 0 ? Reply(new BsonDocument((IEnumerable<BsonElement>)asked))
            : throw new DocumentException(72, "InvalidOptions", "no option found to get");
    }

    private static ValueTask<BsonDocument> GetLog(WireCall call, CancellationToken cancellationToken) =>
        call.Arguments.Text("getLog") switch
    {
        "*" => Reply(new BsonDocument("names", new BsonArray { "global", "startupWarnings" })),
        "global" or "startupWarnings" => Reply(new BsonDocument { ["totalLinesWritten"] = 0, ["log"] = new BsonArray() }),
        var other => throw new DocumentException(96, "OperationFailed", $"No log named '{other}'"),
    };

    private ValueTask<BsonDocument> ServerStatus(WireCall call, CancellationToken cancellationToken)
    {
        TimeSpan uptime = clock.GetUtcNow() - _started;
        return Reply(new BsonDocument
        {
            ["host"] = Environment.MachineName,
            ["version"] = Version,
            ["process"] = "appservices-server",
            ["pid"] = (long)Environment.ProcessId,
            ["uptime"] = uptime.TotalSeconds,
            ["uptimeMillis"] = (long)uptime.TotalMilliseconds,
            ["localTime"] = clock.GetUtcNow().UtcDateTime,
            ["logicalSessionRecordCache"] = new BsonDocument("activeSessionsCount", sessions.All.Count()),
            ["mem"] = new BsonDocument { ["bits"] = 64, ["resident"] = (int)(Environment.WorkingSet / (1024 * 1024)) },
            ["metrics"] = new BsonDocument("cursor", new BsonDocument("open", new BsonDocument("total", (long)cursors.Count))),
            ["transactions"] = new BsonDocument("currentOpen", (long)sessions.All.Count(static session => session.IsInTransaction)),
            ["storageEngine"] = new BsonDocument { ["name"] = "sqlite", ["persistent"] = true, ["supportsCommittedReads"] = true },
        });
    }

    private ValueTask<BsonDocument> ListCommands(WireCall call, CancellationToken cancellationToken) =>
        Reply(new BsonDocument("commands",
            new BsonDocument(table.Value.All.Select(static command => new BsonElement(command.Name, new BsonDocument
        {
            ["help"] = "", ["requiresAuth"] = !command.IsOpen, ["secondaryOk"] = !command.Writes, ["adminOnly"] = command.IsOfAdmin,
        })))));

    private ValueTask<BsonDocument> SetStatus(WireCall call, CancellationToken cancellationToken) => Reply(new BsonDocument
    {
        ["set"] = HandshakeCommands.SetName,
        ["date"] = clock.GetUtcNow().UtcDateTime,
        ["myState"] = 1,
        ["members"] = new BsonArray
        {
            new BsonDocument
            {
                ["_id"] = 0, ["name"] = call.Client.Server.ToString(), ["health"] = 1.0, ["state"] = 1, ["stateStr"] = "PRIMARY",
                ["uptime"] = (int)(clock.GetUtcNow() - _started).TotalSeconds, ["self"] = true,
            },
        },
    });

    private static ValueTask<BsonDocument> Profile(WireCall call, CancellationToken cancellationToken) =>
        call.Arguments.Number("profile") switch
    {
        -1 or 0 => Reply(new BsonDocument { ["was"] = 0, ["slowms"] = 100, ["sampleRate"] = 1.0 }),
        _ => throw DocumentException.Unsupported(
            "The profiler is not supported by the embedded database; the server's log has its requests."),
    };

    private static ValueTask<BsonDocument> UsersInfo(WireCall call, CancellationToken cancellationToken) =>
        Reply(new BsonDocument("users", new BsonArray
    {
        new BsonDocument
        {
            ["_id"] = $"admin.{call.Client.User!.Name}", ["user"] = call.Client.User.Name, ["db"] = "admin",
            ["roles"] = new BsonArray { new BsonDocument { ["role"] = "root", ["db"] = "admin" } },
            ["mechanisms"] = new BsonArray { "SCRAM-SHA-256" },
        },
    }));
}
