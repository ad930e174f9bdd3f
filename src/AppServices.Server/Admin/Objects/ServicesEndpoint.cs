using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;

namespace AppServices.Server.Admin.Objects;

/// <summary>Services with their settings, rules and webhooks, and schemas. Source: admin-api 4.6.</summary>
internal sealed class ServicesEndpoint(ObjectsEndpoint objects) : IAdminEndpoint
{
    private const string DefaultRule = "default_rule";

    public void Map(AdminRoutes routes)
    {
        objects.Map(routes, "/services", (_, _) => ServiceKind.Instance, new ObjectReplies { ChangeMethod = "PATCH" });
        // Clients generated from the vendor's description leave a letter out.
        foreach (string path in (string[])["/services/{id}/config", "/service/{id}/config"])
        {
            routes.Get(path, async (call, app) => await AdminJson.SendAsync(
                call.Context, 200, Service(call, await objects.ReadAsync(call, app), "id").Value.Part("config")?.Copy() ?? []));
            routes.Change("PATCH", path, SetConfigAsync);
        }
        objects.Map(routes, "/services/{service}/rules", RulesOf, new ObjectReplies { ListsWhole = true });
        objects.Map(
            routes, "/services/{service}/incoming_webhooks", (call, references) => new WebhookKind(Service(call, references, "service")),
            new ObjectReplies { Changed = 200, RepliesWhole = true });
        objects.Map(routes, "/schemas", (_, _) => new SchemaKind(), new ObjectReplies { Created = 200 });
        routes.Get("/services/{service}/default_rule", async (call, app) =>
        {
            References references = await objects.ReadAsync(call, app);
            DefinitionObject service = Service(call, references, "service");
            await AdminJson.SendAsync(call.Context, 200, WithId(references, service, Require(references.Files, service)));
        });
        routes.Change("POST", "/services/{service}/default_rule", (call, app) => SetDefaultRuleAsync(call, app, isNew: true));
        routes.Change("PUT", "/services/{service}/default_rule", (call, app) => SetDefaultRuleAsync(call, app, isNew: false));
        routes.Change("DELETE", "/services/{service}/default_rule", DeleteDefaultRuleAsync);
    }

    private static DefinitionObject Service(AdminCall call, References references, string name) =>
        ServiceKind.Instance.Require(references, call.Route(name));

    private static ObjectKind RulesOf(AdminCall call, References references) => Service(call, references, "service") is var service
        && ServiceKind.IsDataSource(service)
        ? new CollectionRuleKind(service)
        : new ServiceRuleKind(service);

    private async Task SetConfigAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        string name = await objects.ChangeAsync(call, app, references =>
        {
            DefinitionObject service = Service(call, references, "id");
            JsonObject config = (service.Value["config"] ??= new JsonObject()).AsObject();
            foreach ((string field, JsonNode? value) in body) config[field] = value?.DeepClone();
            ServiceKind.CheckConfig(config);
            references.Files.Write(service.Path, service.Value);
            return service.Name;
        });
        call.Audit($"changed the settings of service '{name}' of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private static string PathOf(DefinitionObject service) => $"{ServiceKind.FolderOf(service)}/{DefaultRule}.json";

    private static JsonObject Require(AppFileSet files, DefinitionObject service) => files.Object(PathOf(service))
        ?? throw new ApiException(404, null, "default rule does not exist on service");

    private static JsonObject WithId(References references, DefinitionObject service, JsonObject rule)
    {
        JsonObject reply = rule.Without("id");
        reply.Insert(0, "_id", references.IdOf(DefaultRule, service.Name));
        return reply;
    }

    private async Task SetDefaultRuleAsync(AdminCall call, AppEntry app, bool isNew)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        body.Items("roles");
        body.Items("filters");
        (string name, JsonObject reply) = await objects.ChangeAsync(call, app, references =>
        {
            DefinitionObject service = Service(call, references, "service");
            if (!ServiceKind.IsDataSource(service)) throw ApiException.BadRequest(
                $"service '{service.Name}' is no data source, and has no default rule");
            string path = PathOf(service);
            if (isNew && references.Files.Find(path) is not null) throw ApiException.BadRequest("default rule already exists");
            if (!isNew)
            {
                Require(references.Files, service);
                if (body.Text("_id") is { } id && id != references.IdOf(DefaultRule, service.Name))
                    throw ApiException.BadRequest("service default rule id mismatch");
            }
            references.Files.Write(path, body.Without());
            return (service.Name, WithId(references, service, body));
        });
        call.Audit($"{(isNew ? "made" : "changed")} the default rule of service '{name}' of app '{app.ClientAppId}'");
        if (isNew) await AdminJson.SendAsync(call.Context, 201, reply);
        else await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task DeleteDefaultRuleAsync(AdminCall call, AppEntry app)
    {
        string name = await objects.ChangeAsync(call, app, references =>
        {
            DefinitionObject service = Service(call, references, "service");
            Require(references.Files, service);
            references.Files.Delete(PathOf(service));
            return service.Name;
        });
        call.Audit($"deleted the default rule of service '{name}' of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }
}
