using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Sessions;

namespace AppServices.Server.Admin.Objects;

/// <summary>What an app has once: custom user data, origins, session length, Data API, sync settings. Source: admin-api 4.7,
/// 4.10.</summary>
internal sealed class SettingsEndpoint(ObjectsEndpoint objects) : IAdminEndpoint
{
    /// <summary>The file of custom user data.</summary>
    public const string UserData = "auth/custom_user_data.json";

    /// <summary>The field of the root file with the origins.</summary>
    public const string Origins = "allowed_request_origins";

    private const string Deploy = ".mdb/deploy.json";
    private const string Sync = "sync/config.json";

    public void Map(AdminRoutes routes)
    {
        routes.Get("/custom_user_data", GetUserDataAsync);
        routes.Change("PATCH", "/custom_user_data", SetUserDataAsync);
        routes.Get("/security/allowed_request_origins", async (call, app) => await AdminJson.SendAsync(
            call.Context, 200, (await objects.ReadAsync(call, app)).Files.Object(AppLayout.Root)!.Items(Origins)?.DeepClone()
                ?? new JsonArray()));
        routes.Change("POST", "/security/allowed_request_origins", SetOriginsAsync);
        routes.Get("/security/refresh_token_expiration", async (call, app) => await AdminJson.SendAsync(
            call.Context, 200, new JsonObject { [SessionSettings.Field] = Lifetime((await objects.ReadAsync(call, app)).Files) }));
        routes.Change("PUT", "/security/refresh_token_expiration", SetLifetimeAsync);
        MapFile(routes, "/data_api/config", AppLayout.DataApi, "the Data API");
        routes.Change("POST", "/data_api/config",
            (call, app) => SetFileAsync(call, app, AppLayout.DataApi, "the Data API", merges: false, 201, SettingsChecks.DataApi));
        routes.Change("PATCH", "/data_api/config",
            (call, app) => SetFileAsync(call, app, AppLayout.DataApi, "the Data API", merges: true, check: SettingsChecks.DataApi));
        routes.Get("/data_api/versions", (call, _) => AdminJson.SendAsync(call.Context, 200, new JsonArray(SettingsChecks.Versions[0])));
        routes.Get("/deploy/config", async (call, app) => await AdminJson.SendAsync(
            call.Context, 200, (await objects.ReadAsync(call, app)).Files.Object(Deploy) ?? new JsonObject
            {
                ["ui_drafts_disabled"] = false,
                ["automatic_deployment"] = new JsonObject { ["enabled"] = false },
            }));
        routes.Change("PATCH", "/deploy/config", (call, app) => SetFileAsync(call, app, Deploy, "deployments", merges: true, check: body =>
        {
            body.Flags("ui_drafts_disabled");
            body.Part("automatic_deployment")?.Flags("enabled");
        }));
        MapFile(routes, "/sync/config", Sync, "sync");
        routes.Change("PUT", "/sync/config", (call, app) => SetFileAsync(call, app, Sync, "sync", merges: false));
    }

    private void MapFile(AdminRoutes routes, string path, string file, string title) => routes.Get(path, async (call, app) =>
        await AdminJson.SendAsync(
            call.Context, 200,
            (await objects.ReadAsync(call, app)).Files.Object(file)
                ?? throw new ApiException(404, null, $"{title} of this app has no settings")));

    private async Task SetFileAsync(
        AdminCall call, AppEntry app, string file, string title, bool merges, int status = 204, Action<JsonObject>? check = null)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        check?.Invoke(body);
        JsonObject now = await objects.ChangeAsync(call, app, references =>
        {
            JsonObject value = merges ? references.Files.Object(file) ?? [] : [];
            foreach ((string name, JsonNode? field) in body.Without()) value[name] = field?.DeepClone();
            references.Files.Write(file, value);
            return value;
        });
        call.Audit($"changed the settings of {title} of app '{app.ClientAppId}'");
        if (status == 204) await ApiReply.EmptyAsync(call.Context, 204);
        else await AdminJson.SendAsync(call.Context, status, now);
    }

    private async Task GetUserDataAsync(AdminCall call, AppEntry app)
    {
        References references = await objects.ReadAsync(call, app);
        JsonObject settings = references.Files.Object(UserData) ?? new JsonObject { ["enabled"] = false };
        if (settings.Text("mongo_service_name") is { Length: > 0 } service) settings["mongo_service_id"] = references.ServiceId(service);
        if (settings.Text("on_user_creation_function_name") is { Length: > 0 } function)
            settings["on_user_creation_function_id"] = references.FunctionId(function);
        await AdminJson.SendAsync(call.Context, 200, settings);
    }

    private async Task SetUserDataAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        SettingsChecks.UserData(body);
        await objects.ChangeAsync(call, app, references =>
        {
            JsonObject settings = references.Files.Object(UserData) ?? [];
            string? service = body.Text("mongo_service_id"), function = body.Text("on_user_creation_function_id");
            foreach ((string name, JsonNode? field) in body.Without("mongo_service_id", "on_user_creation_function_id"))
                settings[name] = field?.DeepClone();
            if (!string.IsNullOrEmpty(service)) settings["mongo_service_name"] = references.Service(service, null)!.Name;
            if (function is { Length: 0 }) settings.Remove("on_user_creation_function_name");
            else if (references.Function(function, null) is { } name) settings["on_user_creation_function_name"] = name;
            references.Files.Write(UserData, settings);
            return true;
        });
        call.Audit($"changed custom user data of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task SetOriginsAsync(AdminCall call, AppEntry app)
    {
        JsonArray body = await AdminJson.ReadArrayAsync(call.Context);
        SettingsChecks.Origins(body);
        await objects.ChangeAsync(call, app, references =>
        {
            JsonObject root = references.Files.Object(AppLayout.Root)!;
            if (body.Count > 0) root[Origins] = body.DeepClone();
            else root.Remove(Origins);
            references.Files.Write(AppLayout.Root, root);
            return true;
        });
        call.Audit($"changed the allowed origins of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private static long Lifetime(AppFileSet files) =>
        files.Object(SessionSettings.File)?[SessionSettings.Field] is JsonValue value && value.TryGetValue(out long seconds)
            ? seconds
            : SessionSettings.Default;

    private async Task SetLifetimeAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        if (body[SessionSettings.Field] is not JsonValue value || !value.TryGetValue(out long seconds)
            || seconds is < SessionSettings.Least or > SessionSettings.Most)
            throw new ApiException(
                400, "InvalidParameter", $"'{SessionSettings.Field}' must be between {SessionSettings.Least} and {SessionSettings.Most}");
        await objects.ChangeAsync(call, app, references =>
        {
            references.Files.Write(SessionSettings.File, new JsonObject { [SessionSettings.Field] = seconds });
            return true;
        });
        call.Audit($"set the session length of app '{app.ClientAppId}' to {seconds} seconds");
        await ApiReply.EmptyAsync(call.Context, 204);
    }
}
