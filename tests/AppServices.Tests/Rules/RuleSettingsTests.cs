using System.IO;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>What the operator decides about rules (app-folder 6.4, 6.9, 12 rows 3 and 5).</summary>
public sealed class RuleSettingsTests
{
    private const string Rules = """
        {"database":"shop","collection":"items","roles":[{"name":"all","apply_when":{},"document_filters":{"read":{"a":1}},"read":true,"write":true}]}
        """;

    [Fact]
    public async Task Filters_without_write_do_not_keep_from_writing_unless_that_is_wanted()
    {
        await using RuledServer open = await RuledServer.StartAsync((RuledServer.Rules, Rules));
        await open.ResultAsync(open.Mia, "insertOne", """{"document":{"_id":1,"a":1}}""");
        await open.ResultAsync(open.Mia, "insertOne", """{"document":{"_id":2}}""");
        Assert.Equal("""[{"_id":1,"a":1}]""", await open.ResultAsync(open.Mia, "find"));
        await using RuledServer closed = await RuledServer.StartAsync(new RuleSettings { DeniesMissingFilterWrite = true }, (RuledServer.Rules, Rules));
        await closed.RefusedAsync(closed.Mia, "insertOne", """{"document":{"_id":1,"a":1}}""", "insert not permitted");
        await closed.InsertAsync("""{"_id":1,"a":1}""");
        Assert.Equal("1", await closed.ResultAsync(closed.Mia, "count"));
    }

    [Fact]
    public async Task Nulls_can_be_refused_for_all_fields_of_a_schema()
    {
        (string, string)[] files =
        [
            (RuledServer.DefaultRule, """{"roles":[{"name":"all","apply_when":{},"read":true,"write":true}]}"""),
            (RuledServer.Schema, """{"title":"T","properties":{"a":{"bsonType":"string"}}}"""),
        ];
        await using RuledServer server = await RuledServer.StartAsync(new RuleSettings { DeniesNulls = true }, files);
        await server.RefusedAsync(server.Mia, "insertOne", """{"document":{"a":null}}""", "'a' must be of type string", "SchemaValidationFailedWrite");
    }

    [Fact]
    public void They_are_in_the_settings_file()
    {
        using var folder = new AppFolder();
        string path = folder.FileAt("settings.json");
        File.WriteAllText(path, """{"rules":{"missingFilterWrite":"deny","nulls":"allow","lookup":"allow"}}""");
        Assert.Equal(new RuleSettings { DeniesMissingFilterWrite = true, AllowsLookup = true }, ServerSettings.Read(path, SecretStore.Read(null)).Rules);
        File.WriteAllText(path, """{"rules":{"nulls":"maybe"}}""");
        Assert.Equal(
            $"{path}:1:19: 'allow' or 'deny' is expected (at rules.nulls).",
            Assert.Throws<ConfigurationException>(() => ServerSettings.Read(path, SecretStore.Read(null))).Message);
    }
}
