using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Storage;
using AppServices.Server.Triggers;
using AppServices.Server.Users;

namespace AppServices.Server.Admin.Apps;

/// <summary>The apps of the group. Source: admin-api 2.</summary>
internal sealed partial class AppsEndpoint(
    AppDefinitions definitions, UserDirectory users, DataStores stores, LogWriter writer, LogStore logs) : IAdminEndpoint
{
    private const string TriggersTemplate = "triggers";
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 5;

    private static readonly string[] s_products = [AppEntry.Standard, "atlas", "data-api", "device-sync"];
    private static readonly (string Id, string Name, string Country)[] s_regions =
        [("aws-us-east-1", "N. Virginia", "US"), ("aws-us-west-2", "Oregon", "US"), ("aws-eu-west-1", "Ireland", "IE"),
            ("aws-eu-central-1", "Frankfurt", "DE"), ("aws-ap-southeast-2", "Sydney", "AU"), ("aws-ap-south-1", "Mumbai", "IN"),
            ("aws-ap-southeast-1", "Singapore", "SG"), ("aws-sa-east-1", "Sao Paulo", "BR")];

    public void Map(AdminRoutes routes)
    {
        routes.AddApps("GET", AdminRight.ReadDefinition, ListAsync);
        routes.AddApps("POST", AdminRight.ManageApps, CreateAsync);
        routes.Get("", (call, app) => AdminJson.SendAsync(call.Context, 200, ToJson(call, app)));
        routes.Add("DELETE", "", AdminRight.ManageApps, DeleteAsync);
        routes.Change("PUT", "/environment", SetEnvironmentAsync);
        routes.Get("/description", async (call, app) =>
            await AdminJson.SendAsync(call.Context, 200, AppOverview.Of(app, await definitions.ReadAsync(call, app))));
        routes.Get("/templates", (_, app) => throw ApiException.BadRequest($"app '{app.ClientAppId}' was not made from a template"));
        routes.AddRoot("GET", "/provider_regions", AdminRight.ReadDefinition, ListRegionsAsync);
        routes.AddRoot("GET", "/templates", AdminRight.ReadDefinition, ListTemplatesAsync);
    }

    /// <summary>An app as replies have it.</summary>
    public static JsonObject ToJson(AdminCall call, AppEntry app)
    {
        AppDefinition definition = app.App.Definition;
        long modified = new DateTimeOffset(app.ModifiedAt, TimeSpan.Zero).ToUnixTimeSeconds();
        return new JsonObject
        {
            ["_id"] = app.Id,
            ["client_app_id"] = app.ClientAppId,
            ["name"] = definition.Description.Name,
            ["location"] = definition.Location,
            ["provider_region"] = definition.Description.ProviderRegion,
            ["deployment_model"] = definition.Description.DeploymentModel,
            ["domain_id"] = definition.DomainId,
            ["group_id"] = call.GroupId,
            ["last_used"] = modified,
            ["last_modified"] = modified,
            ["product"] = app.Product,
            ["environment"] = definition.Description.EnvironmentTag,
        };
    }

    private static Task ListRegionsAsync(AdminCall call) => AdminJson.SendAsync(
        call.Context, 200,
        new JsonArray([.. s_regions.Select(region => new JsonObject
        {
            ["id"] = region.Id,
            ["name"] = region.Name,
            ["cloud_provider"] = "aws",
            ["country"] = region.Country,
            ["deployment_models"] = new JsonArray("GLOBAL", "LOCAL"),
        })]));

    private static Task ListTemplatesAsync(AdminCall call) =>
        AdminJson.SendAsync(call.Context, 200, new JsonArray(new JsonObject { ["id"] = TriggersTemplate, ["name"] = "Triggers" }));

    private async Task ListAsync(AdminCall call)
    {
        string product = ReadProduct(call);
        await AdminJson.SendAsync(call.Context, 200, new JsonArray(
            [.. (await definitions.ListAsync(call.Aborted)).Where(app => app.Product == product).Select(app => ToJson(call, app))]));
    }

    private async Task CreateAsync(AdminCall call)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        string name = body.RequiredText("name"), environment = body.Text("environment") ?? "";
        if (!Name().IsMatch(name))
            throw ApiException.BadRequest(
                $"'{name}' is no name of an app: it begins with a letter, then letters, digits, '_' and '-', 64 at most");
        SettingsChecks.Environment(environment);
        if (body.Text("template_id") is { Length: > 0 } template && template != TriggersTemplate)
            throw ApiException.BadRequest($"template not found: '{template}'");
        string id = SnapshotFolders.NewId(), clientAppId = $"{name}-{RandomNumberGenerator.GetString(IdLetters, IdLength)}";
        var record = new AppRecord(id, clientAppId, ReadProduct(call), SnapshotFolders.NewId(), DateTime.UtcNow);
        AppEntry app = await definitions.CreateAsync(call, record, files =>
        {
            files.Write(AppLayout.Meta, new JsonObject
            {
                ["config_version"] = 20230101,
                ["app_id"] = id,
                ["group_id"] = call.GroupId,
                ["client_app_id"] = clientAppId,
            });
            files.Write(AppLayout.Root, new JsonObject
            {
                ["name"] = name,
                ["location"] = body.Text("location") ?? "US-VA",
                ["provider_region"] = body.Text("provider_region") ?? "aws-us-east-1",
                ["deployment_model"] = body.Text("deployment_model") ?? "GLOBAL",
                ["environment"] = environment,
            });
            files.Write("auth/providers.json", new JsonObject
            {
                [ProviderTypes.ApiKey] =
                    new JsonObject { ["name"] = ProviderTypes.ApiKey, ["type"] = ProviderTypes.ApiKey, ["disabled"] = true },
            });
            if (body["data_source"] is JsonObject source)
                files.Write($"data_sources/{source.RequiredText("name")}/config.json", source.DeepClone());
        });
        call.Audit($"made app '{clientAppId}'");
        await AdminJson.SendAsync(call.Context, 201, ToJson(call, app));
    }

    private async Task DeleteAsync(AdminCall call, AppEntry app)
    {
        IReadOnlyList<UserRecord> known = await users.Users.ListAsync(app.ClientAppId, call.Aborted);
        Task ended = await definitions.DeleteAsync(call, app);
        foreach (UserRecord user in known) await users.DeleteAsync(user.Id, CancellationToken.None);
        call.Audit($"deleted app '{app.ClientAppId}'");
        // Functions that run may take their time, and who deletes the app need not wait for them.
        _ = ForgetAsync(app.ClientAppId, ended);
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task ForgetAsync(string clientAppId, Task ended)
    {
        await ended;
        await writer.FlushAsync(CancellationToken.None);
        await logs.DeleteAsync(clientAppId, CancellationToken.None);
        var triggers = new TriggerStore(stores.Main);
        foreach (TriggerRecord trigger in await triggers.ListAsync(clientAppId, CancellationToken.None))
        {
            await stores.Find(trigger.Scope?.Source ?? "")
                .ForgetReaderAsync(TriggerRecord.Key(clientAppId, trigger.Name), CancellationToken.None);
            await triggers.ForgetAsync(clientAppId, trigger.Name, CancellationToken.None);
        }
    }

    private async Task SetEnvironmentAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        string environment = body.Text("environment")
            ?? throw new ApiException(400, "MissingParameter", "'environment' is a required string");
        SettingsChecks.Environment(environment);
        await definitions.ChangeAsync(call, app, files =>
        {
            JsonObject root = files.Object(AppLayout.Root)!;
            root["environment"] = environment;
            files.Write(AppLayout.Root, root);
            return true;
        });
        call.Audit($"set the environment of app '{app.ClientAppId}' to '{environment}'");
        JsonObject reply = ToJson(call, await definitions.RequireAsync(app.Id, call.Aborted));
        reply["environment"] = environment;
        await AdminJson.SendAsync(call.Context, 200, reply);
    }

    private static string ReadProduct(AdminCall call) => call.Query("product") switch
    {
        "" => AppEntry.Standard,
        var product when s_products.Contains(product) => product,
        var other => throw ApiException.BadRequest($"'{other}' is no product; {string.Join(", ", s_products)} are possible"),
    };

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex Name();
}
