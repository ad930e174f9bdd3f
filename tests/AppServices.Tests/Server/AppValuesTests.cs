using System;
using AppServices.Server.AppConfig;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Values and the secrets in them (app-folder 1.6, 1.7).</summary>
public sealed class AppValuesTests
{
    private const string FromSecret = """{"name":"key","from_secret":true,"value":"SECRET"}""";

    [Theory]
    [InlineData("\"EUR\"", "\"EUR\"")]
    [InlineData("7", "7")]
    [InlineData("true", "true")]
    [InlineData("{\"$numberLong\":\"7\"}", "{\"$numberLong\":\"7\"}")]
    [InlineData("{\"a\":[{\"$numberInt\":\"0\"},{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}]}", "{\"a\":[0,{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}]}")]
    public void A_value_is_EJSON(string value, string expected)
    {
        using AppFolder folder = FolderReading.App(("values/v.json", $$"""{"name":"v","value":{{value}},"private":false,"id":"1"}"""));
        Assert.Equal(BsonDocument.Parse($$"""{"v":{{expected}} }"""), folder.Read().Description.Values);
    }

    [Fact]
    public void Its_name_is_in_the_file()
    {
        using AppFolder folder = FolderReading.App(("values/b.json", """{"name":"first","value":1}"""), ("values/a.json", """{"name":"second","value":2}"""));
        Assert.Equal(new BsonDocument { ["second"] = 2, ["first"] = 1 }, folder.Read().Description.Values);
    }

    [Fact]
    public void Other_files_of_the_folder_are_no_values()
    {
        using AppFolder folder = FolderReading.App(("values/readme.md", "# Values"), ("values/old/v.json", "{"), ("values/v.json.bak", "{"));
        Assert.Empty(folder.Read().Description.Values);
    }

    [Fact]
    public void A_secret_is_in_the_file_of_secrets_or_else_in_the_environment()
    {
        string inFile = NewName(), inBoth = NewName(), inEnvironment = NewName();
        using AppFolder secrets = new AppFolder().Write("secrets.json", $$"""{"{{inFile}}":"of the file","{{inBoth}}":"of the file too"}""");
        Environment.SetEnvironmentVariable("APPSERVICES_SECRET_" + inBoth, "hidden");
        Environment.SetEnvironmentVariable("APPSERVICES_SECRET_" + inEnvironment, "of the environment");
        using AppFolder folder = FolderReading.App(
            ("values/1.json", Value("one", inFile)), ("values/2.json", Value("two", inBoth)), ("values/3.json", Value("three", inEnvironment)));
        Assert.Equal(
            new BsonDocument { ["one"] = "of the file", ["two"] = "of the file too", ["three"] = "of the environment" },
            folder.Read(secretsFile: secrets.FileAt("secrets.json")).Description.Values);
    }

    [Fact]
    public void A_secret_that_is_missing_is_named_with_the_places_for_it()
    {
        using AppFolder folder = FolderReading.App(("values/key.json", FromSecret));
        folder.AssertMissingSecret("SECRET", "values/key.json:1");
    }

    [Fact]
    public void The_last_of_two_secrets_of_one_name_counts()
    {
        using AppFolder secrets = new AppFolder().Write("secrets.json", """{"SECRET":"first","SECRET":"last"}""");
        using AppFolder folder = FolderReading.App(("values/key.json", FromSecret));
        Assert.Equal("last", folder.Read(secretsFile: secrets.FileAt("secrets.json")).Description.Values["key"]);
    }

    [Theory]
    [InlineData("{\"SECRET\":7}", ":1:11: a string is expected (at SECRET).")]
    [InlineData("[]", ": an object is expected.")]
    [InlineData("{\"SECRET\":\"x\",}", ":1:15: The JSON is broken: ")]
    [InlineData(null, ": The file of --secrets is missing.")]
    public void A_file_of_secrets_is_an_object_of_strings(string? text, string message)
    {
        using var folder = new AppFolder();
        if (text is not null) folder.Write("secrets.json", text);
        string file = folder.FileAt("secrets.json");
        var error = Assert.Throws<ConfigurationException>(() => SecretStore.Read(file));
        Assert.StartsWith(file + message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"value\":1}", ": the string 'name' is missing or empty.")]
    [InlineData("{\"name\":\"v\"}", ": the field 'value' is missing.")]
    [InlineData("{\"name\":\"v\",\"value\":1,\"from_secret\":\"yes\"}", ": true or false is expected (at from_secret).")]
    [InlineData("{\"name\":\"v\",\"value\":1,\"from_secret\":true}", ": a string is expected (at value).")]
    [InlineData("{\"name\":\"v\",\"value\":{\"$oid\":\"zz\"}}", ": the value is no Extended JSON: the value of $oid is not valid (at byte 0) (at value).")]
    [InlineData("[]", ": an object is expected.")]
    public void A_value_that_is_none_is_refused(string text, string message)
    {
        using AppFolder folder = FolderReading.App(("values/v.json", text));
        folder.AssertRefused("values/v.json", message);
    }

    private static string NewName() => "Test" + Guid.NewGuid().ToString("N");

    private static string Value(string name, string secret) => $$"""{"name":"{{name}}","from_secret":true,"value":"{{secret}}"}""";
}
