using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Rules.Schemas;
using AppServices.Server.Settings;

namespace AppServices.Server.Admin.Objects;

/// <summary>
/// What other products of the hosted service need. What is part of a definition is kept, so that nothing of an export is lost; what would
/// have to do something is refused with the reason. Source: admin-api 4.13.
/// </summary>
internal sealed class KeptEndpoint(ObjectsEndpoint objects, ServerSettings settings) : IAdminEndpoint
{
    private const string GraphQl = "graphql/config.json";
    private const string Plurals = "use_natural_pluralization";
    private const string Validation = "graphql/validation_settings.json";
    private const string NonVpc = "allow_non_vpc_client_requests";
    private static readonly string[] s_actions = ["ERROR", "WARN"];
    private static readonly string[] s_levels = ["STRICT", "OFF"];
    private static readonly string[] s_sides = ["read", "write"];

    public void Map(AdminRoutes routes)
    {
        MapFile(routes, "/graphql/config", GraphQl, new JsonObject { [Plurals] = true }, CheckGraphQl);
        MapFile(
            routes, "/validation_settings/graphql", Validation,
            new JsonObject
            {
                ["read_validation_action"] = "ERROR",
                ["read_validation_level"] = "STRICT",
                ["write_validation_action"] = "ERROR",
                ["write_validation_level"] = "STRICT",
            },
            CheckValidation);
        MapFile(
            routes, "/validation_settings/null_type_schema_validation", NullSettings.File,
            new JsonObject { [NullSettings.Field] = !settings.Rules.DeniesNulls }, CheckNulls);
        objects.Map(
            routes, "/graphql/custom_resolvers", (_, _) => new ResolverKind(),
            new ObjectReplies { RepliesWhole = true, ListsWhole = true });
        routes.Get("/security/private_endpoints", (call, _) => AdminJson.SendAsync(call.Context, 200, new JsonArray()));
        routes.Get("/security/private_endpoint_service_infos", (call, _) => AdminJson.SendAsync(call.Context, 200, new JsonArray()));
        routes.Change("POST", $"/security/{NonVpc}", SetNonVpcAsync);
        Refuse(routes, "POST", "/security/private_endpoints", "private endpoints belong to a cloud's network; 'security/access_list' says "
            + "which addresses may call");
        Refuse(routes, "POST", "/graphql", "GraphQL is kept and not served; functions and endpoints can take its place");
        Refuse(routes, "GET", "/sync/data", "Device Sync is kept and not served");
        Refuse(routes, "GET", "/deployment_migration", "an app stays on the server that serves it; an export and an import move it");
        Refuse(routes, "PUT", "/deployment_migration", "an app stays on the server that serves it; an export and an import move it");
        Refuse(routes, "GET", "/services/{service}/commands/build_info", "a data source is no cluster here, and has no build of its own");
        Refuse(routes, "POST", "/services/{service}/commands/{command}", "commands of services are not served; a function that is run with "
            + "'debug/execute_function_source' can do what they did");
    }

    private void MapFile(AdminRoutes routes, string path, string file, JsonObject byDefault, System.Action<JsonObject> check)
    {
        routes.Get(path, async (call, app) =>
        {
            JsonObject reply = byDefault.Copy();
            foreach ((string name, JsonNode? value) in (await objects.ReadAsync(call, app)).Files.Object(file) ?? [])
                reply[name] = value?.DeepClone();
            await AdminJson.SendAsync(call.Context, 200, reply);
        });
        routes.Change("PUT", path, async (call, app) =>
        {
            JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
            check(body);
            await objects.ChangeAsync(call, app, references =>
            {
                references.Files.Write(file, body.Without());
                return true;
            });
            call.Audit($"changed '{path[1..]}' of app '{app.ClientAppId}'");
            await ApiReply.EmptyAsync(call.Context, 204);
        });
    }

    private static void CheckGraphQl(JsonObject body)
    {
        body.Flags("disable_schema_introspection");
        if (body.ContainsKey(Plurals) && !body.Flag(Plurals))
            throw ApiException.BadRequest($"cannot set '{Plurals}' to false: it is as it was when the app was made");
    }

    private static void CheckValidation(JsonObject body)
    {
        foreach (string side in s_sides)
        {
            body.OneOf($"{side}_validation_action", s_actions);
            body.OneOf($"{side}_validation_level", s_levels);
        }
    }

    private static void CheckNulls(JsonObject body)
    {
        if (body[NullSettings.Field] is null) throw new ApiException(400, "MissingParameter", $"'{NullSettings.Field}' is required");
        body.Flags(NullSettings.Field);
    }

    // Without private endpoints every request comes from outside: to shut those out would shut out all.
    private static async Task SetNonVpcAsync(AdminCall call, AppEntry app)
    {
        if (!(await AdminJson.ReadObjectAsync(call.Context)).Flag(NonVpc))
            throw new ApiException(400, "InvalidParameter", $"'{NonVpc}' can only be true: this server has no private endpoints");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private static void Refuse(AdminRoutes routes, string method, string path, string why) => routes.Add(
        method, path, method == "GET" ? AdminRight.ReadDefinition : AdminRight.WriteDefinition,
        (_, _) => throw new ApiException(501, null, $"not served: {why}"));
}
