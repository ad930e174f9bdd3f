using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Hosting;
using AppServices.Server.Settings;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Names in the settings that lead to nothing.</summary>
public sealed class IdleSettingsTests
{
    [Fact]
    public void A_slip_of_the_pen_is_told()
    {
        using AppFolder app = FolderReading.App(
            ("data_sources/main/config.json", """{"name":"main","type":"mongodb-atlas"}"""), ("settings.json", """
            {
              "dataSources": { "main": { "uri": "mongodb://a" }, "test-abcde/main": { "uri": "mongodb://a" }, "mian": { "uri": "mongodb://ann:secret@a" },
                "test-abcde/mian": { "uri": "mongodb://a" }, "other-abcde/main": { "uri": "mongodb://a" } },
              "sites": { "www.example.com": "test-abcde", "shop.example.com": "no-such-app" }
            }
            """));
        ServerSettings settings = ServerSettings.Read(Path.Combine(app.Path, "settings.json"), SecretStore.Read(null));
        AppDefinition definition = app.Read();
        Assert.Equal(
            [
                "dataSources of the settings: No app has a data source 'mian', so its MongoDB is not used.",
                "dataSources of the settings: No app has a data source 'other-abcde/main', so its MongoDB is not used.",
                "dataSources of the settings: No app has a data source 'test-abcde/mian', so its MongoDB is not used.",
                "sites of the settings: There is no app 'no-such-app', so nothing is served at shop.example.com.",
            ],
            IdleSettings.Of(settings, [definition]).Order());
        Assert.Empty(IdleSettings.Of(settings, []));
    }
}
