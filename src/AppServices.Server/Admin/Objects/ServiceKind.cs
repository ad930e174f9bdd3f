using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Objects;

/// <summary>Data sources and other services, each a folder. Source: admin-api 4.6, app-folder 1.9, 1.10.</summary>
internal sealed class ServiceKind : ObjectKind
{
    public const string Id = "service";

    private const string ConfigFile = "/config.json";

    private static readonly string[] s_types =
        ["mongodb-atlas", "mongodb", "datalake", "http", "aws", "aws-s3", "aws-ses", "aws-sqs", "aws-kinesis", "gcm", "github", "twilio",
            "slack", "mailgun", "pubnub"];
    private static readonly string[] s_preferences = ["primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"];
    private static readonly string[] s_folders = ["data_sources", "services", "http_endpoints"];
    private static readonly string[] s_summary = ["name", "type", "version"];

    private ServiceKind()
        : base(Id)
    {
    }

    public static ServiceKind Instance { get; } = new();

    public override string? NotFoundCode => "ServiceNotFound";

    public override string? DuplicateCode => "ServiceAlreadyExists";

    protected override IReadOnlyList<string>? SummaryFields => s_summary;

    /// <summary>Whether a service is a data source.</summary>
    public static bool IsDataSource(DefinitionObject service) => AppLayout.IsDataSource(service.Value);

    /// <summary>The folder of a service.</summary>
    public static string FolderOf(DefinitionObject service) => service.Path[..^ConfigFile.Length];

    public override IEnumerable<DefinitionObject> List(AppFileSet files) => s_folders.SelectMany(files.Below)
        .Where(path => path.Split('/') is [_, _, "config.json"]).Select(path => (Path: path, Value: files.Object(path)))
        .Where(file => file.Value?["name"] is not null)
        .Select(file => new DefinitionObject(file.Value!.RequiredText("name"), file.Value!, file.Path));

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        JsonObject value = before?.Value.Copy() ?? [];
        foreach ((string field, JsonNode? given) in body.Without("name", "type")) value[field] = given?.DeepClone();
        string name = body.Text("name") is { Length: > 0 } text ? text : before?.Name ?? body.RequiredText("name");
        string type = before?.Value.Text("type") ?? body.RequiredText("type");
        if (before is null) body.OneOf("type", s_types);
        if (name != before?.Name) new JsonObject { ["name"] = name }.Name();
        value.Part("secret_config");
        if (value["version"] is { } version && version.GetValueKind() != JsonValueKind.Number)
            throw ObjectChecks.Invalid("'version' must be a number");
        (value["name"], value["type"]) = (name, type);
        value["config"] ??= new JsonObject();
        CheckConfig(value.Part("config")!);
        string folder = AppLayout.IsDataSource(value) ? "data_sources" : "services";
        return new DefinitionObject(name, value, before?.Name == name ? before.Path : $"{folder}/{FileNames.Of(name)}{ConfigFile}");
    }

    /// <summary>Refuses settings of a data source that are none.</summary>
    public static void CheckConfig(JsonObject config)
    {
        config.Texts("clusterName", "clusterId", "dataLakeName", "uri");
        config.OneOf("readPreference", s_preferences);
        config.Flags("wireProtocolEnabled");
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        if (before is not null && before.Path != after.Path)
        {
            string from = FolderOf(before), to = FolderOf(after);
            foreach (string path in files.Below(from))
            {
                files.Put(to + path[from.Length..], files.Find(path)!);
                files.Delete(path);
            }
        }
        files.Write(after.Path, after.Value);
    }

    public override void Delete(AppFileSet files, DefinitionObject known) => files.DeleteBelow(FolderOf(known));

    public override void Renamed(References references, string before, string after) =>
        references.Rename(field => field is "service_name" or "mongo_service_name" or "data_source", before, after);
}

/// <summary>Rules of the collections of a data source, each with its schema beside it. Source: admin-api 4.6, app-folder 6.1.</summary>
/// <param name="service">The data source.</param>
internal sealed class CollectionRuleKind(DefinitionObject service) : ObjectKind("rule/" + service.Name)
{
    private const string RulesFile = "/rules.json";

    public override string Title => "rule";

    public override string? NotFoundCode => "RuleNotFound";

    public override string? DuplicateCode => "RuleAlreadyExists";

    public override IEnumerable<DefinitionObject> List(AppFileSet files) => CollectionFolder.All(files, service)
        .Where(folder => folder.Rules is not null)
            .Select(folder => new DefinitionObject(folder.Name, folder.Rules!, folder.Path + RulesFile));

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        (string database, string collection) = body.Namespace();
        JsonObject value = body.Without("name");
        value.Items("roles");
        value.Items("filters");
        string name = CollectionFolder.NameOf(database, collection);
        return new DefinitionObject(name, value, CollectionFolder.PathOf(references.Files, service, database, collection) + RulesFile);
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        if (before is not null && before.Path != after.Path) files.Delete(before.Path);
        JsonObject rules = after.Value.Without("schema", "relationships");
        files.Write(after.Path, rules);
        string folder = after.Path[..^RulesFile.Length];
        foreach (string part in (string[])["schema", "relationships"])
            if (after.Value.Part(part) is { Count: > 0 } value) files.Write($"{folder}/{part}.json", value.DeepClone());
    }

    public override void Delete(AppFileSet files, DefinitionObject known) => files.Delete(known.Path);

    // In files the folders may say it alone.
    public override JsonObject ToReply(DefinitionObject known, References references)
    {
        JsonObject reply = known.Value.Copy();
        string[] parts = known.Path.Split('/');
        reply["database"] ??= parts[2];
        reply["collection"] ??= parts[3];
        return reply;
    }
}

/// <summary>The folder of a collection in that of its data source.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Database">The database, as the rules say it, or else the folder.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Rules">Its rules; null for none.</param>
/// <param name="Schema">Its schema; null for none.</param>
internal sealed record CollectionFolder(string Path, string Database, string Collection, JsonObject? Rules, JsonObject? Schema)
{
    /// <summary>What tells it from others of the data source.</summary>
    public string Name => NameOf(Database, Collection);

    public static string NameOf(string database, string collection) => $"{database}.{collection}";

    /// <summary>The folders of a data source.</summary>
    public static IEnumerable<CollectionFolder> All(AppFileSet files, DefinitionObject service)
    {
        string folder = ServiceKind.FolderOf(service);
        foreach (string path in files.Below(folder).Select(path => path.Split('/')).Where(parts => parts.Length == 5)
            .Select(parts => string.Join('/', parts[..4])).Distinct())
        {
            string[] parts = path.Split('/');
            JsonObject? rules = files.Object(path + "/rules.json");
            yield return new CollectionFolder(
                path, rules?.Text("database") ?? parts[2], rules?.Text("collection") ?? parts[3], rules,
                    files.Object(path + "/schema.json"));
        }
    }

    /// <summary>The folder that a collection has, or is to have.</summary>
    public static string PathOf(AppFileSet files, DefinitionObject service, string database, string collection) =>
        All(files, service).FirstOrDefault(known => known.Database == database && known.Collection == collection)?.Path
            ?? $"{ServiceKind.FolderOf(service)}/{FileNames.Of(database)}/{FileNames.Of(collection)}";
}

/// <summary>Rules of a service that is no data source. Source: admin-api 4.6, app-folder 1.10.</summary>
/// <param name="service">The service.</param>
internal sealed class ServiceRuleKind(DefinitionObject service)
    : FolderKind("rule/" + service.Name, ServiceKind.FolderOf(service) + "/rules")
{
    private static readonly string[] s_httpActions = ["get", "post", "put", "patch", "delete", "head"];

    public override string Title => "rule";

    public override string? NotFoundCode => "RuleNotFound";

    public override string? DuplicateCode => "RuleDuplicateName";

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string name = body.Name();
        if (body.Items("actions") is { Count: > 0 } && service.Value.Text("type") == "http") body.SomeOf("actions", s_httpActions);
        return new DefinitionObject(name, body.Without(), PathOf(name, before));
    }
}

/// <summary>Incoming webhooks of a service. Source: admin-api 4.6, app-folder 8.8.</summary>
/// <param name="service">The service.</param>
internal sealed class WebhookKind(DefinitionObject service) : ObjectKind("webhook/" + service.Name)
{
    private readonly string _folder = ServiceKind.FolderOf(service) + "/incoming_webhooks";

    public override string Title => "incoming webhook";

    public override string? NotFoundCode => "IncomingWebhookNotFound";

    public override string? DuplicateCode => "IncomingWebhookDuplicateName";

    public override IEnumerable<DefinitionObject> List(AppFileSet files) => files.Below(_folder)
        .Where(path => path.EndsWith("/config.json", StringComparison.Ordinal))
        .Select(path => (Path: path, Value: files.Object(path) ?? []))
        .Select(file => new DefinitionObject(file.Value.Text("name") ?? file.Path.Split('/')[^2], file.Value, file.Path));

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string name = body.Name();
        body.Text("function_source");
        return new DefinitionObject(
            name, body.Without(), before?.Name == name ? before.Path : $"{_folder}/{FileNames.Of(name)}/config.json");
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        if (before is not null && before.Path != after.Path) Delete(files, before);
        files.Write(after.Path, after.Value.Without("function_source"));
        if (after.Value.Text("function_source") is { } source) files.Write(SourceOf(after), source);
    }

    public override void Delete(AppFileSet files, DefinitionObject known)
    {
        files.Delete(known.Path);
        files.Delete(SourceOf(known));
    }

    public override JsonObject ToReply(DefinitionObject known, References references)
    {
        JsonObject reply = known.Value.Copy();
        reply["name"] = known.Name;
        reply["function_source"] = references.Files.Text(SourceOf(known)) ?? "";
        return reply;
    }

    private static string SourceOf(DefinitionObject hook) => hook.Path[..^"config.json".Length] + "source.js";
}

/// <summary>Schemas of collections. Source: admin-api 4.6, app-folder 6.9.</summary>
internal sealed class SchemaKind() : ObjectKind("schema")
{
    private const string SchemaFile = "/schema.json";

    private static readonly string[] s_summary = ["metadata"];

    public override string? NotFoundCode => null;

    protected override IReadOnlyList<string>? SummaryFields => s_summary;

    public override IEnumerable<DefinitionObject> List(AppFileSet files) => ServiceKind.Instance.List(files).Where(ServiceKind.IsDataSource)
        .SelectMany(service => CollectionFolder.All(files, service).Where(folder => folder.Schema is not null).Select(folder =>
            new DefinitionObject(
                $"{service.Name}/{folder.Name}",
                new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["data_source"] = service.Name,
                        ["database"] = folder.Database,
                        ["collection"] = folder.Collection,
                    },
                    ["schema"] = folder.Schema,
                    ["relationships"] = files.Object(folder.Path + "/relationships.json") ?? [],
                },
                folder.Path + SchemaFile)));

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        JsonObject metadata = body.RequiredPart("metadata"), schema = body.RequiredPart("schema");
        (string database, string collection) = metadata.Namespace();
        schema.Part("properties");
        foreach ((string path, _) in body.Part("relationships") ?? []) CheckRelationship(body.Part("relationships")!, path);
        DefinitionObject service = references.Service(null, metadata.RequiredText("data_source"))!;
        if (!ServiceKind.IsDataSource(service)) throw ApiException.BadRequest($"service '{service.Name}' is no data source");
        return new DefinitionObject(
            $"{service.Name}/{CollectionFolder.NameOf(database, collection)}",
            new JsonObject
            {
                ["metadata"] = metadata.DeepClone(),
                ["schema"] = schema.DeepClone(),
                ["relationships"] = body.Part("relationships")?.DeepClone() ?? new JsonObject(),
            },
            CollectionFolder.PathOf(references.Files, service, database, collection) + SchemaFile);
    }

    private static void CheckRelationship(JsonObject relationships, string path)
    {
        JsonObject relationship = relationships.RequiredPart(path);
        string[] parts = relationship.RequiredText("ref").Split('/');
        if (parts is not ["#", "relationship", { Length: > 0 }, { Length: > 0 }, ..] || parts.Length < 5)
            throw ObjectChecks.Invalid($"'ref' of relationship '{path}' must be #/relationship/DATA_SOURCE/DATABASE/COLLECTION");
        relationship.RequiredText("foreign_key");
        relationship.Flags("is_list");
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        if (before is not null && before.Path != after.Path) Delete(files, before);
        JsonObject metadata = after.Value.Part("metadata")!;
        string folder = after.Path[..^SchemaFile.Length], database = metadata.RequiredText("database"),
            collection = metadata.RequiredText("collection");
        // Where the folders cannot have the names, the rules say them.
        if (files.Find(folder + "/rules.json") is null && !(FileNames.IsPlain(database) && FileNames.IsPlain(collection)))
            files.Write(folder + "/rules.json", new JsonObject { ["database"] = database, ["collection"] = collection });
        files.Write(after.Path, after.Value["schema"]!);
        if (after.Value.Part("relationships") is { Count: > 0 } relationships) files.Write(folder + "/relationships.json", relationships);
        else files.Delete(folder + "/relationships.json");
    }

    public override void Delete(AppFileSet files, DefinitionObject known)
    {
        files.Delete(known.Path);
        files.Delete(known.Path[..^SchemaFile.Length] + "/relationships.json");
    }
}
