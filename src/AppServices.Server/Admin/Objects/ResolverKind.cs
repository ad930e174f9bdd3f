using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;

namespace AppServices.Server.Admin.Objects;

/// <summary>Custom resolvers of GraphQL, which this server keeps and does not run. Source: admin-api 4.13, app-folder 1.13.</summary>
internal sealed class ResolverKind() : ObjectKind("custom_resolver")
{
    private const string Folder = "graphql/custom_resolvers";

    public override string Title => "custom resolver";

    public override IEnumerable<DefinitionObject> List(AppFileSet files) => files.Below(Folder)
        .Where(path => path.EndsWith(".json", System.StringComparison.Ordinal))
        .Select(path => (Path: path, Value: files.Object(path) ?? []))
        .Where(file => file.Value["on_type"] is not null && file.Value["field_name"] is not null)
        .Select(file => new DefinitionObject(NameOf(file.Value), file.Value, file.Path));

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string name = NameOf(body);
        JsonObject value = body.Without("function_id", "function_name");
        value["function_name"] = references.Function(body.Text("function_id"), body.Text("function_name"))
            ?? throw new Errors.ApiException(400, "MissingParameter", "'function_id' is a required string");
        string file = FileNames.Of($"{body.RequiredText("on_type")}_{body.RequiredText("field_name")}");
        return new DefinitionObject(name, value, before?.Name == name ? before.Path : $"{Folder}/{file}.json");
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        if (before is not null && before.Path != after.Path) files.Delete(before.Path);
        files.Write(after.Path, after.Value);
    }

    public override void Delete(AppFileSet files, DefinitionObject known) => files.Delete(known.Path);

    public override JsonObject ToReply(DefinitionObject known, References references)
    {
        JsonObject reply = known.Value.Copy();
        reply["function_id"] = references.FunctionId(known.Value.Text("function_name"));
        return reply;
    }

    private static string NameOf(JsonObject resolver) => $"{resolver.RequiredText("on_type")}.{resolver.RequiredText("field_name")}";
}
