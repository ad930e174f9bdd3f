using System;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Tokens;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Where an app's name and ids come from (app-folder 1.1, 1.3, 1.4).</summary>
public sealed class AppIdentityTests : IDisposable
{
    private const string Meta = """{"config_version":20230101,"app_id":"6650a1f2c3d4e5f6a7b8c9d0","group_id":"6650a1f2c3d4e5f6a7b8c9d1","client_app_id":"meta-abcde"}""";

    private readonly AppFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("root_config.json")]
    [InlineData("realm_config.json")]
    [InlineData("config.json")]
    [InlineData("stitch.json")]
    public void Each_generation_has_its_root_file(string file)
    {
        _folder.Write(file, """{"app_id":"shop-abcde","name":"shop","config_version":20200603,"provider_region":"aws-eu-west-1"}""");
        AppDefinition app = _folder.Read();
        Assert.Equal(("shop-abcde", "shop", "aws-eu-west-1"), (app.ClientAppId, app.Description.Name, app.Description.ProviderRegion));
    }

    [Fact]
    public void Of_two_generations_the_newer_one_counts_and_the_older_one_fills_the_gaps()
    {
        _folder.Write("realm_config.json", """{"app_id":"shop-abcde","name":"old","environment":"qa","location":"IE","deployment_model":"LOCAL"}""");
        _folder.Write("root_config.json", """{"name":"new","environment":"testing","deployment_model":""}""");
        AppDefinition app = _folder.Read();
        Assert.Equal(("shop-abcde", "new"), (app.ClientAppId, app.Description.Name));
        Assert.Equal(("testing", "IE", "LOCAL"), (app.Description.EnvironmentTag, app.Location, app.Description.DeploymentModel));
    }

    [Fact]
    public void The_hidden_folder_has_what_the_root_file_leaves_out()
    {
        _folder.Write("root_config.json", """{"name":"shop"}""").Write(".mdb/meta.json", Meta);
        AppDescription app = _folder.Read().Description;
        Assert.Equal(("meta-abcde", "6650a1f2c3d4e5f6a7b8c9d0", "6650a1f2c3d4e5f6a7b8c9d1"), (app.ClientAppId, app.Id, app.ProjectId));
    }

    [Fact]
    public void A_copy_for_another_stage_has_ids_of_its_own()
    {
        _folder.Write("root_config.json", """{"app_id":"stage-abcde","name":"shop"}""").Write(".mdb/meta.json", Meta);
        AppDescription app = _folder.Read().Description;
        using AppFolder alone = new AppFolder().Write("root_config.json", """{"app_id":"stage-abcde","name":"shop"}""");
        AppDescription expected = alone.Read().Description;
        Assert.Equal(("stage-abcde", expected.Id, expected.ProjectId), (app.ClientAppId, app.Id, app.ProjectId));
        Assert.NotEqual("6650a1f2c3d4e5f6a7b8c9d0", app.Id);
    }

    [Fact]
    public void The_older_hidden_file_has_the_internal_ids_only()
    {
        _folder.Write("root_config.json", AppFolder.Root)
            .Write(".mdb/app_meta.json", """{"app_id":"6650a1f2c3d4e5f6a7b8c9d2","group_id":"6650a1f2c3d4e5f6a7b8c9d3","config_version":20210101}""");
        AppDescription app = _folder.Read().Description;
        Assert.Equal(("test-abcde", "6650a1f2c3d4e5f6a7b8c9d2", "6650a1f2c3d4e5f6a7b8c9d3"), (app.ClientAppId, app.Id, app.ProjectId));
    }

    [Fact]
    public void The_command_line_gives_an_id_that_no_file_has()
    {
        _folder.Write("root_config.json", """{"name":"shop"}""");
        Assert.Equal("given-abcde", _folder.Read("given-abcde").ClientAppId);
    }

    [Fact]
    public void The_command_line_may_repeat_the_id_of_a_file()
    {
        _folder.Write("root_config.json", AppFolder.Root);
        Assert.Equal("test-abcde", _folder.Read("test-abcde").ClientAppId);
    }

    [Theory]
    [InlineData("{\"app_id\":\"file-abcde\"}", "file-abcde")]
    [InlineData("{}", "meta-abcde")]
    public void The_command_line_may_not_contradict_a_file(string root, string appId)
    {
        _folder.Write("root_config.json", root).Write(".mdb/meta.json", Meta);
        _folder.AssertRefused("root_config.json", $": the app's id is '{appId}', not the 'given-abcde' of --app-id.", "given-abcde");
    }

    [Theory]
    [InlineData("{\"app_id\":\"<App ID>\"}")]
    [InlineData("{\"app_id\":\"your-app-id\"}")]
    [InlineData("{\"app_id\":\"YOUR_APP_ID\"}")]
    public void A_placeholder_gives_way_to_the_command_line(string root)
    {
        _folder.Write("root_config.json", root);
        Assert.Equal("given-abcde", _folder.Read("given-abcde").ClientAppId);
    }

    [Fact]
    public void A_placeholder_alone_is_no_id()
    {
        _folder.Write("root_config.json", """{"app_id":"<App ID>"}""");
        _folder.AssertRefused(
            "root_config.json", ": '<App ID>' is no app id: letters, digits, '_' and '-' are allowed; give the app's id with --app-id.");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"group_id\":7}")]
    public void A_hidden_file_that_is_broken_is_one_error_where_the_app_is_known_without_it(string text)
    {
        _folder.Write("root_config.json", AppFolder.Root).Write(".mdb/meta.json", text);
        Assert.StartsWith(_folder.FileAt(".mdb/meta.json") + ":", Assert.Single(_folder.Read().Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"app_id\":\"\"}")]
    [InlineData("{\"app_id\":null}")]
    public void Without_any_id_the_user_is_asked_for_it(string root)
    {
        _folder.Write("root_config.json", root);
        _folder.AssertRefused("root_config.json", ": the client app id is missing here and in .mdb/meta.json; give it with --app-id.");
    }

    [Theory]
    [InlineData("shop abcde")]
    [InlineData("../shop")]
    [InlineData("shöp-abcde")]
    [InlineData("shop-abcde\n")]
    public void An_id_is_safe_in_paths(string appId)
    {
        _folder.Write("root_config.json", "{}");
        _folder.AssertRefused("root_config.json",
            $": '{appId}' is no app id: letters, digits, '_' and '-' are allowed; give the app's id with --app-id.", appId);
    }

    [Fact]
    public void Ids_that_no_file_has_are_the_same_at_every_start()
    {
        using var other = new AppFolder();
        AppDefinition first = _folder.Write("root_config.json", AppFolder.Root).Read(), second = other.Write("config.json", AppFolder.Root).Read();
        Assert.All([first.Description.Id, first.Description.ProjectId, first.DomainId], id => Assert.Matches("^[0-9a-f]{24}$", id));
        Assert.Equal((first.Description.Id, first.DomainId), (second.Description.Id, second.DomainId));
        Assert.NotEqual(first.DomainId, other.Write("config.json", """{"app_id":"other-abcde"}""").Read().DomainId);
    }

    [Theory]
    [InlineData(null, "2 folders have the app id 'test-abcde'. Serve one of them.")]
    [InlineData("test-abcde", "--app-id can name one app only: serve the others from their own server, or add app_id to their root_config.json.")]
    public void Two_apps_of_one_server_have_two_ids(string? appId, string message)
    {
        using AppFolder second = new AppFolder().Write("root_config.json", AppFolder.Root);
        _folder.Write("root_config.json", AppFolder.Root);
        var options = new ServeOptions(
            [_folder.Path, second.Path], new Uri("http://127.0.0.1:0"), null, appId, null, false,
            new TokenLifetimes(TimeSpan.FromMinutes(30), TimeSpan.FromDays(60)), new FunctionLimits());
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => AppLoader.ReadFolders(options, new AppReader([]))).Message);
    }
}
