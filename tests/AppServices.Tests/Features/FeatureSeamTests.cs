using System.Threading.Tasks;
using AppServices.Tests.Features.Greeting;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Features;

/// <summary>A feature needs nothing but its folder and its line in the list of features.</summary>
public sealed class FeatureSeamTests
{
    [Fact]
    public async Task A_new_feature_reads_its_file_answers_its_route_and_adds_its_global()
    {
        using AppFolder folder = AppFolder.WithFunction("greet", "exports = name => `${greeting}, ${name}`;").Write("greeting.json", """{"text":"Hello"}""");
        await using AppServerFixture server = await AppServerFixture.StartAsync([new GreetingFeature()], folder);
        Assert.Equal("Hello", await Greeting(server));
        WireLogin user = await server.LogInAsync(appId: "test-abcde");
        Assert.Equal("\"Hello, Mia\"", (await server.CallAsync(user.AccessToken, "greet", """["Mia"]""", "test-abcde")).Text);
    }

    [Fact]
    public async Task An_app_that_does_not_use_it_has_no_part_of_it()
    {
        using AppFolder folder = AppFolder.WithFunction("greet", "exports = () => typeof greeting;");
        await using AppServerFixture server = await AppServerFixture.StartAsync([new GreetingFeature()], folder);
        Assert.Equal("nothing", await Greeting(server));
        WireLogin user = await server.LogInAsync(appId: "test-abcde");
        Assert.Equal("\"undefined\"", (await server.CallAsync(user.AccessToken, "greet", appId: "test-abcde")).Text);
    }

    [Fact]
    public void What_is_wrong_in_its_file_is_noted_like_anything_else()
    {
        using AppFolder folder = FolderReading.App(("greeting.json", """{"text":5}"""));
        Assert.Equal([$"{folder.Path}/greeting.json:1:9: a string is expected (at text)."], folder.Read(new GreetingFeature()).Errors);
    }

    private static Task<string> Greeting(AppServerFixture server) =>
        server.Http.GetStringAsync(WireRequests.Api + "/app/test-abcde/greeting", TestContext.Current.CancellationToken);
}
