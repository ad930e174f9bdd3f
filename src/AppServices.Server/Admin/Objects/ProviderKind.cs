using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Errors;
using AppServices.Server.Users;

namespace AppServices.Server.Admin.Objects;

/// <summary>Ways to log in, one of each type. Source: admin-api 4.7, app-folder 2.</summary>
internal sealed class ProviderKind : ObjectKind
{
    private const string Path = "auth/providers.json";
    private const string IdEnd = "FunctionId";
    private const string NameEnd = "FunctionName";

    private static readonly string[] s_summary = ["name", "type", "disabled"];

    private ProviderKind()
        : base("auth_provider")
    {
    }

    public static ProviderKind Instance { get; } = new();

    public override string Title => "auth provider";

    public override string? NotFoundCode => "AuthProviderNotFound";

    public override string? DuplicateCode => "AuthProviderAlreadyExists";

    protected override IReadOnlyList<string>? SummaryFields => s_summary;

    public override IEnumerable<DefinitionObject> List(AppFileSet files) => (files.Object(Path) ?? [])
        .Where(entry => entry.Value is JsonObject).Select(entry => new DefinitionObject(entry.Key, (JsonObject)entry.Value!, Path));

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        JsonObject value = before?.Value.Copy() ?? [];
        foreach ((string name, JsonNode? field) in body.Without()) value[name] = field?.DeepClone();
        string type = before?.Value.Text("type") ?? value.RequiredText("type");
        if (!ProviderTypes.All.Contains(type)) throw ApiException.BadRequest($"'{type}' is no type of an auth provider");
        if (value.Items("metadata_fields") is { } fields && fields.Any(field => field is not JsonObject))
            throw ObjectChecks.Invalid("'metadata_fields' must be an array of objects");
        (value["type"], value["name"], value["disabled"]) = (type, type, value.Flag("disabled"));
        if (value.Part("config") is { } config) ToNames(config, before?.Value.Part("config"), references);
        return new DefinitionObject(type, value, Path);
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        JsonObject all = files.Object(Path) ?? [];
        all[after.Name] = after.Value.DeepClone();
        files.Write(Path, all);
    }

    public override void Delete(AppFileSet files, DefinitionObject known)
    {
        JsonObject all = files.Object(Path) ?? [];
        all.Remove(known.Name);
        files.Write(Path, all);
    }

    public override JsonObject ToReply(DefinitionObject known, References references)
    {
        JsonObject reply = known.Value.Copy();
        reply["disabled"] ??= false;
        JsonObject config = reply.Part("config") ?? [];
        foreach (string field in config.Select(field => field.Key)
            .Where(field => field.EndsWith(NameEnd, StringComparison.Ordinal)).ToArray())
            if (config.Text(field) is { Length: > 0 } name) config[field[..^NameEnd.Length] + IdEnd] = references.FunctionId(name);
        return reply;
    }

    private static void ToNames(JsonObject config, JsonObject? before, References references)
    {
        foreach (string field in config.Select(field => field.Key)
            .Where(field => field.EndsWith(IdEnd, StringComparison.Ordinal)).ToArray())
        {
            string name = field[..^IdEnd.Length] + NameEnd;
            string? given = config.Text(name);
            // Of two that differ the client has changed one, and the name is as it was unless that is the one.
            if (string.IsNullOrEmpty(given) || given == before?.Text(name))
                config[name] = references.Function(config.Text(field), null) ?? given;
            config.Remove(field);
        }
        foreach (string field in config.Select(field => field.Key).Where(field => field.EndsWith(NameEnd, StringComparison.Ordinal)))
            if (config.Text(field) is { } name && name != before?.Text(field)) references.Function(null, name);
    }
}
