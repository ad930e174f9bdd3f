using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using AppServices.Server.AppConfig;
using AppServices.Server.Triggers;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Triggers;

/// <summary>Trigger files, good and odd ones (app-folder 7.1).</summary>
public sealed class TriggerFileTests
{
    private const string Database = """ "operation_types":["INSERT"],"database":"d","collection":"c","service_name":"mongodb-atlas" """;

    // Files may leave out what the admin API asks of an object (admin-api 4.1).
    private static bool IsOfTheApi(string warning) => warning.EndsWith("; the admin API takes no such object.", StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{DB}}""", "INSERT d.c")]
    [InlineData("""{"name":"t","type":"DATABASE","event_processors":{"FUNCTION":{"config":{"function_name":"f"}}},"function_name":"gone","config":{DB}}""", "INSERT d.c")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"operation_types":["UPDATE","INSERT"],"database":"d"}}""", "INSERT,UPDATE d.*")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"operation_types":["DELETE"]}}""", "DELETE *.*")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"match":{},"project":{"operationType":1},DB}}""", "INSERT d.c")]
    [InlineData("""{"name":"t","type":"AUTHENTICATION","function_name":"f","config":{"operation_type":"LOGIN","providers":["anon-user"]}}""", "LOGIN anon-user")]
    [InlineData("""{"name":"t","type":"AUTHENTICATION","function_name":"f","config":{"operation_type":["CREATE","DELETE"]}}""", "CREATE,DELETE *")]
    [InlineData("""{"name":"t","type":"SCHEDULED","function_name":"f","config":{"schedule":"0 9 * * MON"}}""", "0 9 * * MON")]
    public void Triggers_are_read(string file, string summary)
    {
        using AppFolder folder = App(file);
        AppDefinition app = folder.Read();
        Assert.Empty(app.Errors);
        Assert.DoesNotContain(app.Warnings, warning => !IsOfTheApi(warning));
        TriggerDefinition trigger = Assert.Single(app.Get<TriggerSettings>().All);
        Assert.Equal(("t", "f", summary), (trigger.Name, trigger.Function, trigger.Summary));
        Assert.True(Assert.Single(app.Items, item => item.Kind == AppItemKind.Trigger).Works);
    }

    [Theory]
    [InlineData("{", ": The JSON is broken: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed.")]
    [InlineData("[]", ": an object is expected.")]
    [InlineData("""{"type":"DATABASE"}""", ": the string 'name' is missing or empty.")]
    [InlineData("""{"name":"t","type":"OTHER","function_name":"f","config":{}}""", ": 'OTHER' is no type of trigger; DATABASE, AUTHENTICATION and SCHEDULED are possible (at type).")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"gone","config":{DB}}""", ": the app has no function 'gone'.")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f"}""", ": the object 'config' is missing.")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"operation_types":["INSERT"],"database":"d","service_name":"other"}}""", ": 'other' is none of the app's data sources that can be used (at config.service_name).")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"operation_types":["INSERT"],"collection":"c"}}""", ": 'database' is missing (at config).")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"database":"d"}}""", ": 'operation_types' is missing; INSERT, UPDATE, REPLACE, DELETE are possible (at config).")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"match":{"$no":1},DB}}""", ": 'match' is not valid: unknown top level operator: $no (at config.match).")]
    [InlineData("""{"name":"t","type":"AUTHENTICATION","function_name":"f","config":{}}""", ": 'operation_type' is missing; LOGIN, CREATE, DELETE are possible (at config).")]
    [InlineData("""{"name":"t","type":"SCHEDULED","function_name":"f","config":{"schedule":"@daily"}}""", ": '@daily' has 1 fields; minute, hour, day of the month, month and weekday are expected (at config.schedule).")]
    [InlineData("""{"name":"t","type":"SCHEDULED","function_name":"f","config":{}}""", ": the string 'schedule' is missing or empty (at config).")]
    public void What_is_wrong_in_a_file_is_said_once_and_the_others_are_read(string file, string error)
    {
        using AppFolder folder = App(file);
        folder.Write("triggers/u.json", """{"name":"u","type":"SCHEDULED","function_name":"f","config":{"schedule":"* * * * *"}}""");
        AppDefinition app = folder.Read();
        Assert.Equal([Path.Combine(folder.Path, "triggers/t.json") + error], app.Errors.Select(WithoutLine));
        Assert.Equal("u", Assert.Single(app.Get<TriggerSettings>().All).Name);
        Assert.False(app.Get<TriggerSettings>().IsComplete);
    }

    [Theory]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"match":"$match",DB}}""", ": no object, so it has no effect (at config.match).")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"project":{"a":"$b"},DB}}""", ": computed fields are not supported; the function gets the whole event (at config.project).")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"maximum_throughput":true,DB}}""", ": 'maximum_throughput' has an effect on unordered triggers only (at config).")]
    [InlineData("""{"name":"t","type":"DATABASE","function_name":"f","config":{"operation_types":["INSERT","CREATE_COLLECTION"],"database":"d"}}""", ": 'CREATE_COLLECTION' never happens here; INSERT, UPDATE, REPLACE, DELETE are possible (at config.operation_types).")]
    [InlineData("""{"name":"t","type":"SCHEDULED","function_name":"f","config":{"schedule":"0 0 31 4 *"}}""", ": '0 0 31 4 *' names no day that there is; the trigger will never fire (at config.schedule).")]
    [InlineData("""{"name":"t","type":"SCHEDULED","function_name":"f","config":{"schedule":"0 0 */2 * *"}}""", ": a step in days, months or weekdays is not documented; it takes the multiples, as in minutes and hours (at config.schedule).")]
    public void What_has_no_effect_is_a_warning(string file, string warning)
    {
        using AppFolder folder = App(file);
        AppDefinition app = folder.Read();
        Assert.Empty(app.Errors);
        Assert.Equal([Path.Combine(folder.Path, "triggers/t.json") + warning], app.Warnings.Select(WithoutLine));
        Assert.Single(app.Get<TriggerSettings>().All);
    }

    [Theory]
    [InlineData("""{"name":"t","type":"AUTHENTICATION","config":{}}""", "The trigger names no function, so there is nothing to run.")]
    [InlineData("""{"name":"t","type":"DATABASE","event_processors":{"AWS_EVENTBRIDGE":{"config":{}}}}""", "The trigger sends its events to AWS EventBridge, which this server does not.")]
    public void What_the_server_cannot_do_is_listed_and_no_error(string file, string problem)
    {
        using AppFolder folder = App(file);
        AppDefinition app = folder.Read();
        Assert.Empty(app.Errors);
        Assert.DoesNotContain(app.Warnings, warning => !IsOfTheApi(warning));
        AppItem item = Assert.Single(app.Items, item => item.Kind == AppItemKind.Trigger);
        Assert.Equal(("t", "triggers/t.json", problem), (item.Name, item.Place, item.Problem));
        Assert.Empty(app.Get<TriggerSettings>().All);
    }

    [Fact]
    public void Of_two_triggers_with_one_name_the_second_is_wrong()
    {
        using AppFolder folder = App("""{"name":"t","type":"SCHEDULED","function_name":"f","config":{"schedule":"* * * * *"}}""");
        folder.Write("triggers/u.json", """{"name":"t","type":"SCHEDULED","function_name":"f","config":{"schedule":"* * * * *"}}""");
        AppDefinition app = folder.Read();
        Assert.Equal([Path.Combine(folder.Path, "triggers/u.json") + ": another file has a trigger 't', too; rename one of them."], app.Errors.Select(WithoutLine));
        Assert.Single(app.Get<TriggerSettings>().All);
    }

    [Fact]
    public void A_trigger_waits_for_a_function_that_cannot_run()
    {
        using AppFolder folder = App("""{"name":"t","type":"SCHEDULED","function_name":"f","config":{"schedule":"* * * * *"}}""");
        folder.Write("functions/f.js", "exports = () => {");
        AppDefinition app = folder.Read();
        Assert.Contains(app.Errors.Select(WithoutLine), error => error.Contains("t.json: function 'f' cannot run: ", System.StringComparison.Ordinal));
        Assert.Empty(app.Get<TriggerSettings>().All);
    }

    // Where in its line a thing stands is what other tests are about.
    private static string WithoutLine(string text) => Regex.Replace(text, @"(?<=\.json):\d+:\d+(?=: )", "");

    private static AppFolder App(string trigger) => FolderReading.App(
        ("functions/f.js", "exports = () => 1;"),
        ("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}"""),
        ("data_sources/mongodb-atlas/default_rule.json", AppServices.Tests.Services.DocumentApp.OpenRule),
        ("triggers/t.json", trigger.Replace("DB", Database, System.StringComparison.Ordinal)));
}
