using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Bson;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Debugging;

/// <summary>Runs functions to try them, as the system or as a user. Source: admin-api 5.3.</summary>
internal sealed class TestRunEndpoint(AppDefinitions definitions, RequestLogs logs) : IAdminEndpoint
{
    private const string SourceName = "source";

    public void Map(AdminRoutes routes)
    {
        routes.Change("POST", "/debug/execute_function", RunAsync);
        routes.Change("POST", "/debug/execute_function_source", RunSourceAsync);
    }

    private async Task RunAsync(AdminCall call, AppEntry app)
    {
        BsonDocument body = await ApiRequest.ReadDocumentAsync(call.Context);
        string name = body.RequiredText("name");
        if (body.GetValue("service", "") is BsonString { Value.Length: > 0 })
            throw new ApiException(400, "InvalidParameter", "functions of services are called by functions; name a function of the app");
        FunctionRuntime functions = app.App.Part<FunctionRuntime>();
        await AnswerAsync(
            call, app, name, body, functions, made => functions.CallAsync(made with { FromClient = false }, call.Aborted));
    }

    private async Task RunSourceAsync(AdminCall call, AppEntry app)
    {
        // Whoever may not change what an app does may not have it do something else for once.
        if (call.Operator.Role != OperatorRole.Owner) definitions.RequireWritable(app);
        BsonDocument body = await ApiRequest.ReadDocumentAsync(call.Context);
        var definition = new FunctionDefinition(SourceName, body.RequiredText("source"), "source.js") { CanEvaluate = Condition(body) };
        CatalogFunction function = new FunctionCatalog([definition]).All.Single();
        if (!function.CanRun) throw new ApiException(400, FunctionException.SyntaxError, function.Problem);
        FunctionRuntime functions = app.App.Part<FunctionRuntime>();
        await AnswerAsync(call, app, SourceName, body, functions, made => functions.CallAsync(function, made, call.Aborted));
    }

    // What must be true for the source to run; a text of JSON, as clients send it, or the JSON itself.
    private static BsonValue? Condition(BsonDocument body)
    {
        BsonValue condition = body.GetValue("eval_source", "");
        if (condition is not BsonString text) return condition;
        if (string.IsNullOrWhiteSpace(text.Value)) return null;
        try
        {
            return EjsonReader.Parse(Encoding.UTF8.GetBytes(text.Value));
        }
        catch (EjsonFormatException error)
        {
            throw new ApiException(400, "InvalidParameter", $"'eval_source' is not valid: {error.Message}");
        }
    }

    private async Task AnswerAsync(
        AdminCall call, AppEntry app, string name, BsonDocument body, FunctionRuntime functions, Func<FunctionCall, Task<BsonValue>> run)
    {
        FunctionUser user = await UserOfAsync(call, functions);
        List<string> lines = [], errors = [];
        LogEntry entry = logs.Begin(call.Context, LogTypes.Function);
        (entry.AppId, entry.Function, entry.UserId) = (app.ClientAppId, name, user.Id);
        var made = new FunctionCall(name, ArgumentsOf(body), user, FunctionRequests.Of(call.Context) with
        {
            Printed = (level, line) =>
            {
                (level >= LogLevel.Error ? errors : lines).Add(line);
                entry.Print(level, line);
            },
        });
        call.Audit($"runs function '{name}' of app '{app.ClientAppId}' as {(user.Id is { } id ? $"user {id}" : "the system")}");
        long start = Stopwatch.GetTimestamp();
        BsonValue? result = null;
        FunctionException? failure = null;
        try
        {
            result = await run(made);
        }
        catch (FunctionException error) when (error.Code != FunctionException.NotFound)
        {
            failure = error;
            entry.Fail(error.Code, error.Message);
        }
        string time = Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture) + "ms";
        await ApiReply.ObjectAsync(call.Context, 200, writer =>
        {
            writer.WritePropertyName("result");
            EjsonWriter.Write(writer, result ?? BsonNull.Value);
            Write(writer, "logs", lines);
            Write(writer, "error_logs", errors);
            if (failure is null)
            {
                writer.WriteNull("error");
            }
            else
            {
                writer.WriteStartObject("error");
                writer.WriteString("message", failure.Message);
                writer.WriteString("code", failure.Code);
                writer.WriteEndObject();
            }
            writer.WriteStartObject("stats");
            writer.WriteString("execution_time", time);
            writer.WriteEndObject();
        });
    }

    private static void Write(System.Text.Json.Utf8JsonWriter writer, string name, List<string> lines)
    {
        if (lines.Count == 0)
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartArray(name);
        foreach (string line in lines) writer.WriteStringValue(line);
        writer.WriteEndArray();
    }

    private static async Task<FunctionUser> UserOfAsync(AdminCall call, FunctionRuntime functions)
    {
        bool isSystem = call.Query("run_as_system") is "true" or "1";
        string id = call.Query("user_id");
        if (isSystem == id.Length > 0) throw ApiException.BadRequest("exactly one of run_as_system=true and user_id is needed");
        return isSystem
            ? FunctionUser.System
            : await functions.FindUserAsync(id, call.Aborted) ?? throw new ApiException(404, "UserNotFound", "user not found");
    }

    private static IReadOnlyList<BsonValue> ArgumentsOf(BsonDocument body) => body.GetValue("arguments", BsonNull.Value) switch
    {
        BsonArray arguments => [.. arguments],
        BsonNull => [],
        _ => throw new ApiException(400, "InvalidParameter", "'arguments' must be an array"),
    };
}
