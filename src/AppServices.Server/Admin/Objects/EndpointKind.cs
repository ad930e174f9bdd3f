using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AppServices.Server.Admin.Definitions;

namespace AppServices.Server.Admin.Objects;

/// <summary>HTTPS endpoints, each by method and route. Source: admin-api 4.9, app-folder 8.1.</summary>
internal sealed partial class EndpointKind() : ObjectKind("endpoint")
{
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "*"];
    private static readonly string[] s_proofs = ["NO_VALIDATION", "SECRET_AS_QUERY_PARAM", "VERIFY_PAYLOAD"];
    private static readonly string[] s_types = ["JSON", "EJSON"];
    private static readonly string[] s_references = ["function_id", "function_name", "secret_id", "secret_name"];
    private static readonly string[] s_flags = ["respond_result", "disabled", "fetch_custom_user_data", "create_user_on_auth"];

    public override IEnumerable<DefinitionObject> List(AppFileSet files) => files.Array(AppLayout.Endpoints).OfType<JsonObject>()
        .Where(entry => entry["route"] is not null).Select(entry => new DefinitionObject(NameOf(entry), entry, AppLayout.Endpoints));

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string route = body.RequiredText("route");
        if (!Route().IsMatch(route) || route.Split('/').Any(part => part is "." or ".."))
            throw ObjectChecks.Invalid($"'{route}' is no route: it begins with '/', and has no blanks, no '?', '#' or '*', and no '..'");
        body.RequiredText("http_method");
        body.OneOf("http_method", s_methods);
        body.OneOf("validation_method", s_proofs);
        body.OneOf("return_type", s_types);
        foreach (string flag in s_flags) body.Flag(flag);
        JsonObject value = body.Without(s_references);
        string? function = references.Function(body.Text("function_id"), body.Text("function_name"));
        if (function is null) throw new Errors.ApiException(400, "MissingParameter", "'function_id' is a required string");
        value["function_name"] = function;
        if (references.Secret(body.Text("secret_id"), body.Text("secret_name")) is { } secret) value["secret_name"] = secret;
        value["http_method"] = body.Text("http_method")!.ToUpperInvariant();
        value["validation_method"] ??= "NO_VALIDATION";
        return new DefinitionObject(NameOf(value), value, AppLayout.Endpoints);
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        JsonArray all = files.Array(AppLayout.Endpoints);
        if (before is null) all.Add(after.Value.DeepClone());
        else all[Index(all, before)] = after.Value.DeepClone();
        files.Write(AppLayout.Endpoints, all);
    }

    public override void Delete(AppFileSet files, DefinitionObject known)
    {
        JsonArray all = files.Array(AppLayout.Endpoints);
        all.RemoveAt(Index(all, known));
        files.Write(AppLayout.Endpoints, all);
    }

    public override JsonObject ToReply(DefinitionObject known, References references)
    {
        JsonObject reply = known.Value.Copy();
        reply["function_id"] = references.FunctionId(known.Value.Text("function_name"));
        if (references.SecretId(known.Value.Text("secret_name")) is { } secret) reply["secret_id"] = secret;
        foreach (string flag in s_flags) reply[flag] ??= false;
        reply["return_type"] ??= "JSON";
        return reply;
    }

    private static int Index(JsonArray all, DefinitionObject known) =>
        all.Select((entry, index) => (Entry: entry as JsonObject, Index: index)).First(
            item => item.Entry is not null && NameOf(item.Entry) == known.Name).Index;

    private static string NameOf(JsonObject endpoint) => $"{endpoint.Text("http_method")} {endpoint.Text("route")}";

    [GeneratedRegex(@"^/[^\s?#*\\]{0,500}\z")]
    private static partial Regex Route();
}
