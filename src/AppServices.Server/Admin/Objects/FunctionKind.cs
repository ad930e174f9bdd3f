using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Errors;
using AppServices.Server.Functions;

namespace AppServices.Server.Admin.Objects;

/// <summary>Functions: a source, and an entry in the manifest. Source: admin-api 4.2, app-folder 1.8.</summary>
internal sealed partial class FunctionKind : ObjectKind
{
    public const string Id = "function";

    private const string Folder = "functions/";
    private const string Manifest = "functions/config.json";
    private const string Extension = ".js";

    private static readonly string[] s_flags = ["private", "run_as_system", "disable_arg_logs"];
    private static readonly string[] s_texts = ["run_as_user_id", "run_as_user_id_script_source"];
    private static readonly string[] s_summary = ["name"];

    private FunctionKind()
        : base(Id)
    {
    }

    public static FunctionKind Instance { get; } = new();

    public override string? NotFoundCode => FunctionException.NotFound;

    public override string? DuplicateCode => "FunctionDuplicateName";

    protected override IReadOnlyList<string>? SummaryFields => s_summary;

    public override IEnumerable<DefinitionObject> List(AppFileSet files)
    {
        JsonObject[] entries = [.. files.Array(Manifest).OfType<JsonObject>()];
        foreach (string path in files.Below("functions").Where(IsSource))
        {
            string name = NameOf(path);
            JsonObject value = Find(entries, name)?.Copy() ?? new JsonObject { ["private"] = false };
            value["name"] = name;
            yield return new DefinitionObject(name, value, path);
        }
    }

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string name = body.RequiredText("name"), source = body.RequiredText("source");
        RequireName(name);
        Check(source, $"{Folder}{name}{Extension}");
        var value = new JsonObject { ["name"] = name, ["private"] = body.Flag("private") };
        if (body.Part("can_evaluate") is { Count: > 0 } condition) value["can_evaluate"] = condition.DeepClone();
        foreach (string flag in s_flags.Where(body.Flag)) value[flag] = true;
        foreach (string text in s_texts)
            if (body.Text(text) is { Length: > 0 } given) value[text] = given;
        if (s_texts.All(value.ContainsKey))
            throw new ApiException(400, "InvalidParameter", "'run_as_user_id' and 'run_as_user_id_script_source' exclude each other");
        if (value.Text("run_as_user_id_script_source") is { } script) Check(script, "run_as_user_id_script_source");
        // What the file has and the API does not know stays.
        foreach ((string field, JsonNode? known) in before?.Value ?? [])
            if (!value.ContainsKey(field) && !s_flags.Contains(field) && !s_texts.Contains(field) && field != "can_evaluate")
                value[field] = known?.DeepClone();
        value["source"] = source;
        return new DefinitionObject(name, value, Folder + name + Extension);
    }

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        JsonArray manifest = files.Array(Manifest);
        JsonObject? known = Find([.. manifest.OfType<JsonObject>()], before?.Name ?? after.Name);
        JsonObject entry = after.Value.Without("source");
        if (known is null) manifest.Add(entry);
        else manifest[manifest.IndexOf(known)] = entry;
        if (before is not null && before.Path != after.Path) files.Delete(before.Path);
        files.Write(after.Path, after.Value.RequiredText("source"));
        files.Write(Manifest, manifest);
    }

    public override void Delete(AppFileSet files, DefinitionObject known)
    {
        JsonArray manifest = files.Array(Manifest);
        if (Find([.. manifest.OfType<JsonObject>()], known.Name) is { } entry)
        {
            manifest.Remove(entry);
            files.Write(Manifest, manifest);
        }
        files.Delete(known.Path);
    }

    public override void Renamed(References references, string before, string after) =>
        references.Rename(field => field.EndsWith("function_name", StringComparison.Ordinal)
            || field.EndsWith("FunctionName", StringComparison.Ordinal), before, after);

    public override JsonObject ToReply(DefinitionObject known, References references)
    {
        JsonObject reply = known.Value.Copy();
        foreach (string flag in s_flags) reply[flag] ??= false;
        foreach (string text in s_texts) reply[text] ??= "";
        reply["can_evaluate"] ??= new JsonObject();
        reply["source"] = references.Files.Text(known.Path);
        return reply;
    }

    /// <summary>Refuses what is no name of a function.</summary>
    public static void RequireName(string name)
    {
        if (Name().IsMatch(name) && name.Split('/')[0] != "node_modules") return;
        throw ObjectChecks.Invalid(
            $"'{name}' is no name of a function: 100 letters, digits, '_' and '-' are possible, and such folders with '/'");
    }

    private static bool IsSource(string path) => path.EndsWith(Extension, StringComparison.Ordinal)
        && !path.Contains("/node_modules/", StringComparison.Ordinal);

    private static string NameOf(string path) => path[Folder.Length..^Extension.Length];

    // An entry may name a function by its file alone (app-folder 1.8).
    private static JsonObject? Find(JsonObject[] entries, string name) =>
        Array.Find(entries, entry => entry.Text("name") == name) ?? Array.Find(entries, entry => entry.Text("name") == name.Split('/')[^1]);

    private static void Check(string source, string file)
    {
        try
        {
            FunctionScript.Parse(source, file);
        }
        catch (FunctionSyntaxException error)
        {
            throw new ApiException(400, FunctionException.SyntaxError, error.Message);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}(/[A-Za-z0-9_-]{1,100}){0,9}\z")]
    private static partial Regex Name();
}
