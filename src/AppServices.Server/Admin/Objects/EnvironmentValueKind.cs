using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;

namespace AppServices.Server.Admin.Objects;

/// <summary>Values by environment, which are in one file for each of these. Source: admin-api 4.5, app-folder 1.5.</summary>
internal sealed class EnvironmentValueKind() : ObjectKind("environment_value")
{
    private static readonly (string Tag, string Path)[] s_environments =
        [("none", "environments/no-environment.json"), ("development", "environments/development.json"),
            ("testing", "environments/testing.json"),
            ("qa", "environments/qa.json"), ("production", "environments/production.json")];
    private static readonly string[] s_summary = ["name"];

    public override string Title => "environment value";

    public override string? NotFoundCode => "EnvironmentValueNotFound";

    protected override IReadOnlyList<string>? SummaryFields => s_summary;

    public override IEnumerable<DefinitionObject> List(AppFileSet files)
    {
        var found = new SortedDictionary<string, JsonObject>(System.StringComparer.Ordinal);
        foreach ((string tag, string path) in s_environments)
        {
            foreach ((string name, JsonNode? value) in Values(files, path))
            {
                if (!found.TryGetValue(name, out JsonObject? values)) found[name] = values = [];
                values[tag] = value?.DeepClone();
            }
        }
        return found.Select(value =>
            new DefinitionObject(value.Key, new JsonObject { ["name"] = value.Key, ["values"] = value.Value }, ""));
    }

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string name = body.RequiredText("name");
        ValueKind.RequireName(name);
        JsonObject values = body.Part("values") ?? [];
        string[] unknown = [.. values.Select(value => value.Key).Where(tag => !s_environments.Any(known => known.Tag == tag))];
        if (unknown.Length > 0) throw Errors.ApiException.BadRequest($"'{unknown[0]}' is no environment");
        return new DefinitionObject(name, new JsonObject { ["name"] = name, ["values"] = values.DeepClone() }, "");
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        if (before is not null) Delete(files, before);
        foreach ((string tag, string path) in s_environments)
        {
            // An object that is in no environment would not be there at all.
            JsonObject given = after.Value.Part("values")!;
            if (!given.ContainsKey(tag) && tag != "none") continue;
            JsonObject values = Values(files, path);
            values[after.Name] = given[tag]?.DeepClone();
            files.Write(path, new JsonObject { ["values"] = values });
        }
    }

    public override void Delete(AppFileSet files, DefinitionObject known)
    {
        foreach ((_, string path) in s_environments)
        {
            JsonObject values = Values(files, path);
            if (values.Remove(known.Name)) files.Write(path, new JsonObject { ["values"] = values });
        }
    }

    private static JsonObject Values(AppFileSet files, string path) => files.Object(path)?.Part("values")?.Copy() ?? [];
}
