using System;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Client;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>The document cmdlets against a server that refuses, is slow, breaks off or never answers.</summary>
public sealed class DocumentTests
{
    private const string Call = "POST /app/test-abcde/functions/call";
    private const string Watch = "GET /app/test-abcde/functions/call";
    private const string Connect =
        "param($uri, $go) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri -ErrorAction Stop;";

    [Theory]
    [InlineData(403, """{"error":"no rule exists for namespace 'store.items'","error_code":"NoMatchingRuleFound"}""", "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(400, """{"error":"insert not permitted","error_code":"SchemaValidationFailedWrite"}""", "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(403, """{"error":"update not permitted"}""", "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(400, """{"error":"insert not permitted: no role applies","error_code":"MongoDBError"}""", "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(400, """{"error":"delete not permitted: role 'reader' does not allow it","error_code":"MongoDBError"}""", "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(400, """{"error":"update not permitted: schema validation failed: 'qty' is required","error_code":"SchemaValidationFailedWrite"}""", "AppDocumentInvalid", ErrorCategory.InvalidData)]
    [InlineData(400, """{"error":"$out is not permitted within $facet","error_code":"MongoDBError"}""", "AppDatabaseError", ErrorCategory.InvalidOperation)]
    [InlineData(400, """{"error":"missing qty","error_code":"SchemaValidationFailedWrite"}""", "AppDocumentInvalid", ErrorCategory.InvalidData)]
    [InlineData(400, """{"error":"Duplicate key error","error_code":"MongoDBError"}""", "AppDocumentExists", ErrorCategory.ResourceExists)]
    [InlineData(400, """{"error":"write exception: E11000 duplicate key","error_code":"MongoDBError"}""", "AppDocumentExists", ErrorCategory.ResourceExists)]
    [InlineData(400, """{"error":"unknown top level operator: $who","error_code":"MongoDBError"}""", "AppDatabaseError", ErrorCategory.InvalidOperation)]
    [InlineData(400, """{"error":"Cannot access member 'find' of undefined","error_code":"FunctionExecutionError"}""", "AppServiceNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData(400, """{"error":"data source 'mongodb-atlas' cannot be used, because its file is broken; the server's log says where","error_code":"FunctionExecutionError"}""", "AppServiceError", ErrorCategory.InvalidResult)]
    [InlineData(400, """{"error":"TypeError: Cannot read property 'x' of undefined","error_code":"FunctionExecutionError"}""", "AppFunctionFailed", ErrorCategory.InvalidResult)]
    [InlineData(200, "{}", "AppReplyInvalid", ErrorCategory.InvalidData)]
    public async Task A_failure_has_its_id_category_target_and_advice(int status, string body, string id, ErrorCategory category)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Call) ? ScriptedServer.ReplyAsync(context, status, body) : Task.FromResult(false));
        using var runspace = new ModuleRunspace();

        runspace.Run(Connect + "Get-AppDocument store items", out Collection<ErrorRecord> errors, server.BaseUri);

        ErrorRecord record = Assert.Single(errors);
        Assert.Equal($"{id},AppServices.Commands.GetAppDocumentCommand", record.FullyQualifiedErrorId);
        Assert.Equal((category, "store.items"), (record.CategoryInfo.Category, record.TargetObject));
        Assert.False(string.IsNullOrEmpty(record.ErrorDetails.RecommendedAction));
        if (id == "AppAccessDenied") Assert.Contains(
            "data_sources/mongodb-atlas/store/items/rules.json", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_that_only_the_system_may_use_is_denied_with_a_way_out()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Call)
            ? ScriptedServer.ReplyAsync(context, 400,
            """{"error":"$lookup is for functions that run as system: it would reach others","error_code":"MongoDBError"}""")
            : Task.FromResult(false));
        using var runspace = new ModuleRunspace();

        runspace.Run(Connect + "Invoke-AppAggregate store items @{ '$lookup' = @{} }", out Collection<ErrorRecord> errors, server.BaseUri);

        ErrorRecord record = Assert.Single(errors);
        Assert.Equal("AppAccessDenied,AppServices.Commands.InvokeAppAggregateCommand", record.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.PermissionDenied, "store.items"), (record.CategoryInfo.Category, record.TargetObject));
        Assert.Contains("run_as_system", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Add-AppDocument store items @{ a = 1 }", "System.Collections.Hashtable")]
    [InlineData("Set-AppDocument store items @{ _id = 1 }", "System.Collections.Hashtable")]
    [InlineData("Update-AppDocument store items -Id 1 -Update '{ \"$set\": { \"a\": 1 } }'", "1")]
    [InlineData("Remove-AppDocument store items -Id 1", "1")]
    [InlineData("Get-AppDocument store items -Id 1", "1")]
    [InlineData("Get-AppDocument store items -Count", "store.items")]
    [InlineData("Invoke-AppAggregate store items @{ '$count' = 'a' }", "store.items")]
    [InlineData("Watch-AppDocument store items", "store.items")]
    public async Task Denied_access_names_what_was_given_and_else_the_collection(string script, string target)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            context => ScriptedServer.Is(context, Call) || ScriptedServer.Is(context, Watch)
            ? ScriptedServer.ReplyAsync(context, 403, """{"error":"no rule exists","error_code":"NoMatchingRuleFound"}""")
            : Task.FromResult(false));
        using var runspace = new ModuleRunspace();

        runspace.Run(Connect + script, out Collection<ErrorRecord> errors, server.BaseUri);

        Assert.Equal(target, Assert.Single(errors).TargetObject.ToString());
        Assert.StartsWith("AppAccessDenied,", errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-AppDocument store items")]
    [InlineData("Get-AppDocument store items -Count")]
    [InlineData("Add-AppDocument store items @{ a = 1 }")]
    [InlineData("Set-AppDocument store items @{ _id = 1 }")]
    [InlineData("Update-AppDocument store items @{} @{ '$set' = @{ a = 1 } }")]
    [InlineData("Remove-AppDocument store items @{ a = 1 }")]
    [InlineData("Invoke-AppAggregate store items @{ '$count' = 'a' }")]
    [InlineData("Watch-AppDocument store items")]
    [InlineData("Watch-AppDocument store items -Reconnect")]
    [InlineData("(Get-AppUser).MongoClient('a').Db('b').Collection('c').Find()")]
    public async Task Stopping_returns_at_once(string script)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => HangAsync(context, reached, ""));
        await AssertStopsAsync(script, server, reached.Task);
    }

    [Theory]
    [InlineData("Get-AppDocument store items", "[{},")]
    [InlineData("Watch-AppDocument store items", ": open\n\n")]
    public async Task Stopping_within_a_stream_returns_at_once(string script, string text)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => HangAsync(context, reached, text));
        await AssertStopsAsync(script, server, reached.Task);
    }

    [Fact]
    public async Task The_first_document_is_written_while_the_reply_arrives()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Call)) return false;
            await WriteAsync(context, "[{\"n\":1},");
            await go.Task.WaitAsync(TimeSpan.FromSeconds(20), context.RequestAborted);
            await WriteAsync(context, "{\"n\":2}]");
            return true;
        });
        using var runspace = new ModuleRunspace();

        Collection<PSObject> results = runspace.Run(
            Connect + "Get-AppDocument store items | ForEach-Object { $null = $go.TrySetResult(); $_.n }",
            out Collection<ErrorRecord> errors, server.BaseUri, go);

        Assert.Empty(errors);
        Assert.Equal([1, 2], results.Select(result => result.BaseObject));
    }

    [Fact]
    public async Task A_reply_that_breaks_off_is_an_error_after_what_came_before()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Call)) return false;
            await WriteAsync(context, "[{\"n\":1},{\"n\":2},{");
            await go.Task.WaitAsync(TimeSpan.FromSeconds(20), context.RequestAborted);
            context.Abort();
            return true;
        });
        using var runspace = new ModuleRunspace();

        Collection<PSObject> results = runspace.Run(
            Connect + "Get-AppDocument store items | ForEach-Object { if ($_.n -eq 2) { $null = $go.TrySetResult() }; $_ }",
            out Collection<ErrorRecord> errors, server.BaseUri, go);

        Assert.Equal(2, results.Count);
        Assert.StartsWith("AppServerUnreachable,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_connects_again_after_the_last_change_it_saw()
    {
        int streams = 0;
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Watch)) return false;
            int stream = Interlocked.Increment(ref streams);
            context.Response.ContentType = "text/event-stream";
            await WriteAsync(context, ": open\nid: 0\n\n");
            if (stream == 2) await WriteAsync(context, ": keep-alive\nid: 1a\n\n");
            else await WriteAsync(context, $"data: {{\"_id\":{{\"_data\":\"{stream}\"}},\"operationType\":\"insert\"}}\n\n");
            return true;
        });
        using var runspace = new ModuleRunspace();

        Collection<PSObject> results = runspace.Run(
            Connect + "Watch-AppDocument store items -Reconnect -First 2 -WarningAction SilentlyContinue",
            out Collection<ErrorRecord> errors, server.BaseUri);

        Assert.Empty(errors);
        Assert.Equal(2, results.Count);
        string[] requests = server.Seen.Where(seen => seen.Name == Watch)
            .Select(seen =>
                Encoding.UTF8.GetString(Convert.FromBase64String(Uri.UnescapeDataString(seen.Query["?baas_request=".Length..])))).ToArray();
        Assert.DoesNotContain("resumeAfter", requests[0], StringComparison.Ordinal);
        Assert.Contains("\"resumeAfter\":{\"_data\":\"1\"}", requests[1], StringComparison.Ordinal);
        Assert.Contains("\"resumeAfter\":{\"_data\":\"1a\"}", requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_cannot_be_resumed_goes_on_from_now_with_a_warning()
    {
        int streams = 0;
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Watch)) return false;
            if (Interlocked.Increment(ref streams) == 2)
                return await ScriptedServer.ReplyAsync(context, 400, """{"error":"resume point lost","error_code":"MongoDBError"}""");
            await WriteAsync(context, $"data: {{\"_id\":{{\"_data\":\"{streams}\"}},\"operationType\":\"insert\"}}\n\n");
            return true;
        });
        using var runspace = new ModuleRunspace();

        Collection<PSObject> results = runspace.Run(
            Connect + "Watch-AppDocument store items -Reconnect -First 2 3>&1", out Collection<ErrorRecord> errors, server.BaseUri);

        Assert.Empty(errors);
        Assert.Equal(2, results.Count(result => result.BaseObject is not WarningRecord));
        Assert.Equal(2, results.Count(result => result.BaseObject is WarningRecord));
        Assert.Equal(3, streams);
    }

    [Fact]
    public async Task A_watch_that_connects_again_tells_of_each_attempt()
    {
        int attempts = 0;
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Watch)) return false;
            if (Interlocked.Increment(ref attempts) == 1)
                return await ScriptedServer.ReplyAsync(context, 503, """{"error":"restarting"}""");
            await WriteAsync(context, "data: {\"_id\":{\"_data\":\"1\"},\"operationType\":\"insert\"}\n\n");
            return true;
        });
        using var runspace = new ModuleRunspace();

        Collection<PSObject> results = runspace.Run(
            Connect + "Watch-AppDocument store items -Reconnect -First 1 3>&1", out Collection<ErrorRecord> errors, server.BaseUri);

        Assert.Empty(errors);
        Assert.IsType<WarningRecord>(results[0].BaseObject);
        Assert.Equal((2, 2), (results.Count, attempts));
    }

    private static async Task AssertStopsAsync(string script, ScriptedServer server, Task reached)
    {
        using var runspace = new ModuleRunspace();
        using PowerShell shell = runspace.Shell(Connect + script, server.BaseUri, null);
        Task running = shell.InvokeAsync();
        await reached.WaitAsync(TimeSpan.FromSeconds(30), TestSession.Token);
        var clock = Stopwatch.StartNew();

        await shell.StopAsync(null, null);

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        await Assert.ThrowsAnyAsync<Exception>(() => running);
    }

    private static async Task<bool> HangAsync(HttpContext context, TaskCompletionSource reached, string text)
    {
        if (!ScriptedServer.Is(context, Call) && !ScriptedServer.Is(context, Watch)) return false;
        if (text.Length > 0) await WriteAsync(context, text);
        reached.TrySetResult();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (context.RequestAborted.Register(() => aborted.TrySetResult())) await aborted.Task;
        return true;
    }

    private static async Task WriteAsync(HttpContext context, string text)
    {
        context.Response.ContentType ??= "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
