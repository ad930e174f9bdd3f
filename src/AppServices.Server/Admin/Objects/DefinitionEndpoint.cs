namespace AppServices.Server.Admin.Objects;

/// <summary>The kinds of objects that are nothing but files of a definition. Source: admin-api 4.</summary>
internal sealed class DefinitionEndpoint(ObjectsEndpoint objects) : IAdminEndpoint
{
    public void Map(AdminRoutes routes)
    {
        objects.Map(routes, "/functions", (_, _) => FunctionKind.Instance, new ObjectReplies { Deleted = 200 });
        objects.Map(routes, "/values", (_, _) => new ValueKind(), new ObjectReplies());
        objects.Map(routes, "/environment_values", (_, _) => new EnvironmentValueKind(), new ObjectReplies { Changed = 200 });
        objects.Map(
            routes, "/endpoints", (_, _) => new EndpointKind(),
            new ObjectReplies { Changed = 200, RepliesWhole = true, ListsWhole = true, Deleted = 200 });
        objects.Map(
            routes, "/auth_providers", (_, _) => ProviderKind.Instance,
            new ObjectReplies { ChangeMethod = "PATCH", HasSwitch = true });
        objects.Map(
            routes, "/log_forwarders", (_, _) => new LogForwarderKind(),
            new ObjectReplies { ChangeMethod = "PATCH", Changed = 200, RepliesWhole = true, ListsWhole = true, HasSwitch = true });
    }
}
