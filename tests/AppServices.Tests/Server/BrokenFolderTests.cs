using System;
using System.Linq;
using AppServices.Server.AppConfig;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What is wrong in a folder is said with file, line and column; what is only strange is tolerated (app-folder 1.1).</summary>
public sealed class BrokenFolderTests
{
    [Theory]
    [InlineData("root_config.json")]
    [InlineData("realm_config.json")]
    public void Broken_JSON_of_what_says_which_app_it_is_is_found_where_it_is(string file)
    {
        using AppFolder folder = FolderReading.App(("functions/f.js", "exports = 1;"), (file, Broken));
        AssertBroken(folder, file, Assert.Throws<ConfigurationException>(() => folder.Read()).Message);
    }

    [Theory]
    [InlineData("environments/no-environment.json")]
    [InlineData("values/v.json")]
    [InlineData("auth/providers.json")]
    [InlineData("auth/custom_user_data.json")]
    [InlineData("functions/config.json")]
    [InlineData("data_sources/mongodb-atlas/config.json")]
    [InlineData("data_sources/one/shop/items/rules.json")]
    [InlineData("data_sources/one/shop/items/schema.json")]
    [InlineData("data_sources/one/default_rule.json")]
    [InlineData("services/push/config.json")]
    [InlineData("services/old/rules/shop.items.json")]
    public void Broken_JSON_of_a_part_is_one_error_of_that_part(string file)
    {
        using AppFolder folder = FolderReading.App(
            ("functions/f.js", "exports = 1;"), ("data_sources/one/config.json", """{"name":"one","type":"mongodb-atlas"}"""),
            ("services/old/config.json", """{"name":"old","type":"mongodb-atlas"}"""), (file, Broken));
        AssertBroken(folder, file, Assert.Single(folder.Read().Errors));
    }

    private const string Broken = "{\n  \"name\": \"x\",\n  \"value\" 1\n}";

    private static void AssertBroken(AppFolder folder, string file, string message)
    {
        Assert.StartsWith($"{System.IO.Path.Combine(folder.Path, file)}:3:11: The JSON is broken: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ":1:1: The JSON is broken: ")]
    [InlineData("{\"name\":\"a\"", ":1:12: The JSON is broken: ")]
    [InlineData("{\"name\":\"a\"}}", ":1:13: The JSON is broken: ")]
    public void So_is_what_is_too_little_or_too_much(string text, string message)
    {
        using AppFolder folder = new AppFolder().Write("root_config.json", text);
        Assert.StartsWith(
            folder.FileAt("root_config.json") + message, Assert.Throws<ConfigurationException>(() => folder.Read()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", ": an object is expected.")]
    [InlineData("{\"app_id\":7}", ": a string is expected (at app_id).")]
    [InlineData("{\"app_id\":\"a-abcde\",\"name\":[]}", ": a string is expected (at name).")]
    [InlineData("{\"app_id\":\"a-abcde\",\"environment\":true}", ": a string is expected (at environment).")]
    [InlineData("{\"app_id\":\"a-abcde\",\"allowed_request_origins\":\"https://a.example.com\"}", ": an array is expected (at allowed_request_origins).")]
    [InlineData("{\"app_id\":\"a-abcde\",\"allowed_request_origins\":[1]}", ": a string is expected (at allowed_request_origins[0]).")]
    [InlineData("{\"app_id\":\"a-abcde\",\"security\":[]}", ": an object is expected (at security).")]
    public void A_root_file_of_wrong_types_is_refused(string text, string message)
    {
        using AppFolder folder = new AppFolder().Write("root_config.json", text);
        folder.AssertRefused("root_config.json", message);
    }

    [Fact]
    public void Environment_values_are_an_object()
    {
        using AppFolder folder = FolderReading.App(("environments/no-environment.json", """{"values":[1]}"""));
        folder.AssertRefused("environments/no-environment.json", ": an object is expected (at values).");
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused()
    {
        using AppFolder folder = new AppFolder().Write("root_config.json", System.Text.Encoding.Latin1.GetBytes("""{"app_id":"cafe-abcde","name":"Café"}"""));
        folder.AssertRefused("root_config.json", ": The file is not UTF-8 text; save it as such.");
    }

    [Theory]
    [InlineData(null, "There is no such folder. Give the folder that holds the app's root_config.json.")]
    [InlineData("README.md", "This is no exported app: it has none of root_config.json, realm_config.json, config.json, stitch.json.")]
    public void A_folder_without_a_root_file_is_no_app(string? file, string message)
    {
        using var folder = new AppFolder();
        string path = System.IO.Path.Combine(folder.Path, "app");
        if (file is not null) folder.Write($"app/{file}", "x");
        Assert.Equal($"{path}: {message}", Assert.Throws<ConfigurationException>(() => AppReading.Begin(new FolderFiles(path), null, SecretStore.Read(null))).Message);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_file()
    {
        const string mark = "\uFEFF";
        using AppFolder folder = new AppFolder()
            .Write("root_config.json", mark + AppFolder.Root).Write("auth/providers.json", mark + AppFolder.Providers)
            .Write("functions/f.js", mark + "exports = 1;").Write("functions/config.json", mark + """[{"name":"f","private":true}]""")
            .Write("values/v.json", mark + """{"name":"v","value":{"a":"b"}}""").Write("environments/no-environment.json", mark + """{"values":{"c":1}}""");
        AppDefinition app = folder.Read();
        Assert.Equal(("test-abcde", true, 3), (app.ClientAppId, app.Functions().Single().IsPrivate, app.Providers().Count));
        Assert.Equal(BsonDocument.Parse("""{"v":{"a":"b"},"e":{"c":1}}"""), new BsonDocument { ["v"] = app.Description.Values["v"], ["e"] = app.Description.EnvironmentValues });
    }

    [Fact]
    public void Files_and_fields_that_the_server_does_not_know_are_left_alone()
    {
        using AppFolder folder = FolderReading.App(
            ("README.md", "# App"), (".git/config", "["), ("package.json", "{"), (".DS_Store", "\0"), ("sync/config.json", "{"),
            ("data_sources/README.md", "{"), ("https_endpoints/config.json", "["), ("hosting/files/index.html", "<"), ("graphql/config.json", "{"),
            ("root_config.json", """{"app_id":"test-abcde","name":"test","name":"twice","future":{"a":[1]},"config_version":20230101}"""));
        AppDefinition app = folder.Read();
        Assert.Equal(("test-abcde", "twice"), (app.ClientAppId, app.Description.Name));
        Assert.Empty(app.Functions());
        Assert.Empty(app.Providers());
        Assert.Empty(app.Warnings);
    }
}
