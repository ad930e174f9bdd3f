using System.Linq;
using AppServices.Server.Providers;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Which authentication providers an app has (app-folder 2).</summary>
public sealed class AppProvidersTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("{}", "")]
    [InlineData("{\"anon-user\":{\"name\":\"anon-user\",\"type\":\"anon-user\"}}", "anon-user")]
    [InlineData("{\"anon-user\":{\"type\":\"anon-user\",\"disabled\":true},\"api-key\":{\"type\":\"api-key\",\"disabled\":false}}", "api-key")]
    [InlineData("{\"oauth2-google\":{\"type\":\"oauth2-google\",\"config\":{\"clientId\":\"1\",\"openId\":true},\"secret_config\":{},\"redirect_uris\":[]}}", "oauth2-google")]
    public void One_is_usable_when_it_is_there_and_not_disabled(string? text, string expected)
    {
        using AppFolder folder = FolderReading.App();
        if (text is not null) folder.Write("auth/providers.json", text);
        Assert.Equal(expected, string.Join(',', folder.Read().Providers().Keys));
    }

    [Fact]
    public void Its_id_is_the_same_at_every_start()
    {
        using AppFolder folder = FolderReading.App(("auth/providers.json", AppFolder.Providers));
        ProviderSettings[] first = [.. folder.Read().Providers().Values], second = [.. folder.Read().Providers().Values];
        Assert.Equal(first.Select(provider => provider.Id), second.Select(provider => provider.Id));
        Assert.Equal(3, first.Select(provider => provider.Id).Distinct().Count());
        Assert.All(first, provider => Assert.Matches("^[0-9a-f]{24}$", provider.Id));
    }

    [Theory]
    [InlineData("[]", ": an object is expected.")]
    [InlineData("{\"anon-user\":true}", ": an object is expected (at anon-user).")]
    [InlineData("{\"anon-user\":{\"name\":\"anon-user\"}}", ": the string 'type' is missing or empty (at anon-user).")]
    [InlineData("{\"anon-user\":{\"type\":\"anon-user\",\"disabled\":\"no\"}}", ": true or false is expected (at anon-user.disabled).")]
    public void Settings_of_wrong_types_are_refused(string text, string message)
    {
        using AppFolder folder = FolderReading.App(("auth/providers.json", text));
        folder.AssertRefused("auth/providers.json", message);
    }

    [Theory]
    [InlineData("{\"autoConfirm\":\"true\"}", ": true or false is expected (at local-userpass.config.autoConfirm).")]
    [InlineData("true", ": an object is expected (at local-userpass.config).")]
    public void So_are_those_of_the_provider_itself_before_anybody_registers(string config, string message)
    {
        using AppFolder folder = FolderReading.App(("auth/providers.json", $$"""{"local-userpass":{"type":"local-userpass","config":{{config}} } }"""));
        folder.AssertRefused("auth/providers.json", message);
    }
}
