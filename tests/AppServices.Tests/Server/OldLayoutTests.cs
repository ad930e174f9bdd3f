using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Endpoints;
using AppServices.Server.Functions;
using AppServices.Server.Providers.CustomFunction;
using AppServices.Server.Providers.EmailPassword;
using AppServices.Server.Triggers;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Exports of configuration versions 20180301 and 20200603 (app-folder 1.15).</summary>
public sealed class OldLayoutTests
{
    private const string Source = "exports = () => 1;";

    [Fact]
    public void A_function_is_a_folder_of_source_and_settings()
    {
        using AppFolder folder = new AppFolder()
            .Write("config.json", """{"app_id":"old-abcde","config_version":20200603,"name":"old"}""")
            .Write("functions/sum/config.json", """{"id":"1","name":"sum","private":true,"can_evaluate":{"%%true":true},"run_as_system":true}""")
            .Write("functions/sum/source.js", Source)
            .Write("functions/renamed/config.json", """{"name":"total"}""")
            .Write("functions/renamed/source.js", Source)
            .Write("functions/bare/source.js", Source)
            .Write("functions/config.json", "{}")
            .Write("functions/empty/config.json", """{"name":"empty"}""")
            .Write("functions/node_modules/x/source.js", "(");
        AppDefinition app = folder.Read();
        Assert.Equal(["bare", "total", "sum"], app.Functions().Where(function => function.Problem is null).Select(function => function.Name));
        Assert.StartsWith(folder.FileAt("functions/empty/source.js") + ": This cannot be read: ", Assert.Single(app.Errors), System.StringComparison.Ordinal);
        FunctionDefinition sum = app.ByName()["sum"];
        Assert.Equal((true, true, Source), (sum.IsPrivate, sum.RunAsSystem, sum.Source));
        Assert.Equal(new BsonDocument("%%true", true), sum.CanEvaluate);
        Assert.False(app.ByName()["total"].IsPrivate);
    }

    [Fact]
    public void A_function_may_be_named_by_its_id_alone()
    {
        const string scheduled = """ "type":"SCHEDULED","config":{"schedule":"* * * * *"} """;
        using AppFolder folder = new AppFolder().Write("stitch.json", AppFolder.Root)
            .Write("functions/onIns/config.json", """{"id":"5d1","name":"added"}""").Write("functions/onIns/source.js", Source)
            .Write("triggers/a.json", $$"""{"name":"a",{{scheduled}},"function_id":"5d1"}""")
            .Write("triggers/b.json", $$"""{"name":"b",{{scheduled}},"event_processors":{"FUNCTION":{"config":{"function_id":"5d1"} } } }""")
            .Write("triggers/c.json", $$"""{"name":"c",{{scheduled}},"function_id":"5d2"}""")
            .Write("http_endpoints/config.json", """[{"route":"/a","http_method":"GET","function_id":"5d1"}]""")
            .Write("auth_providers/custom-function.json", """{"name":"custom-function","type":"custom-function","config":{"authFunctionId":"5d1"}}""")
            .Write("auth_providers/local-userpass.json", """
                {"name":"local-userpass","type":"local-userpass","config":{
                  "runConfirmationFunction":true,"confirmationFunctionId":"5d1","runResetFunction":true,"resetFunctionId":"5d1"}}
                """);
        AppDefinition app = folder.Read();
        Assert.Empty(app.Errors);
        Assert.Equal(["a added", "b added"], app.Get<TriggerSettings>().All.Select(trigger => $"{trigger.Name} {trigger.Function}").Order());
        Assert.Equal(
            "The trigger names a function by the id '5d2', which none of the app has; give its name in 'function_name'.",
            Assert.Single(app.Items, item => item.Name == "c").Problem);
        Assert.Equal("added", Assert.Single(app.Get<AppEndpoints>().All).Function);
        Assert.Equal("added", Assert.IsType<CustomFunctionSettings>(app.Providers()["custom-function"]).Function);
        var accounts = Assert.IsType<EmailPasswordSettings>(app.Providers()["local-userpass"]);
        Assert.Equal(("added", "added"), (accounts.ConfirmationFunction, accounts.ResetFunction));
    }

    [Fact]
    public void Two_functions_of_one_name_are_refused()
    {
        using AppFolder folder = new AppFolder().Write("stitch.json", AppFolder.Root)
            .Write("functions/a/config.json", """{"name":"sum"}""").Write("functions/a/source.js", Source)
            .Write("functions/sum/config.json", """{"name":"sum"}""").Write("functions/sum/source.js", Source);
        folder.AssertRefused("functions/sum/source.js", $": The function is named 'sum', as functions/a/source.js is.");
    }

    [Fact]
    public void A_manifest_makes_a_file_named_source_a_function_like_others()
    {
        using AppFolder folder = FolderReading.App(("functions/open/source.js", Source), ("functions/config.json", """[{"name":"open/source","private":true}]"""));
        FunctionDefinition function = folder.Read().Functions().Single();
        Assert.Equal(("open/source", true), (function.Name, function.IsPrivate));
    }

    [Fact]
    public void Each_provider_has_a_file()
    {
        using AppFolder folder = new AppFolder().Write("stitch.json", AppFolder.Root)
            .Write("auth_providers/anon-user.json", """{"id":"1","name":"anon-user","type":"anon-user","disabled":false}""")
            .Write("auth_providers/api-key.json", """{"name":"api-key","type":"api-key","disabled":true}""")
            .Write("auth_providers/local-userpass.json", """{"name":"local-userpass","type":"local-userpass","config":{"autoConfirm":true}}""");
        AppDefinition app = folder.Read();
        Assert.Equal(["anon-user", "local-userpass"], app.Providers().Keys.Order());
        Assert.True(Assert.IsType<EmailPasswordSettings>(app.Providers()["local-userpass"]).AutoConfirm);
    }

    [Fact]
    public void Origins_stand_below_security()
    {
        using AppFolder folder = new AppFolder()
            .Write("stitch.json", """{"app_id":"old-abcde","security":{"allowed_request_origins":["https://a.example.com/","https://b.example.com"]}}""");
        Assert.Equal(["https://a.example.com", "https://b.example.com"], folder.Read().AllowedOrigins.Order());
    }
}
